package dev.aura.kernel.agent;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

import dev.langchain4j.data.message.ChatMessage;

/**
 * An immutable list of messages that remembers what it continues. What is added to the
 * newest one shares its storage, so that a step costs the same after ten messages as
 * after ten thousand.
 */
public final class Conversation extends AbstractList<ChatMessage> implements RandomAccess {

	private final Storage storage;

	private final int size;

	private Conversation(Storage storage, int size) {
		this.storage = storage;
		this.size = size;
	}

	/** The messages of a list. */
	public static Conversation of(Collection<? extends ChatMessage> messages) {
		if (messages instanceof Conversation conversation) {
			return conversation;
		}
		ChatMessage[] items = messages.toArray(ChatMessage[]::new);
		return new Conversation(new Storage(items), items.length);
	}

	/** This conversation and more. */
	public Conversation plus(Collection<? extends ChatMessage> more) {
		ChatMessage[] items = more.toArray(ChatMessage[]::new);
		if (items.length == 0) {
			return this;
		}
		if (this.storage.append(this.size, items)) {
			return new Conversation(this.storage, this.size + items.length);
		}
		// Somebody else continued this one: from here on there are two.
		ChatMessage[] all = Arrays.copyOf(this.storage.items, this.size + items.length);
		System.arraycopy(items, 0, all, this.size, items.length);
		return new Conversation(new Storage(all), all.length);
	}

	/** Whether this is another conversation with more at its end; known, not compared. */
	boolean continues(Conversation earlier) {
		return earlier.size == 0 || (earlier.storage == this.storage && earlier.size <= this.size);
	}

	/** The first messages. */
	public Conversation first(int count) {
		return new Conversation(this.storage, Objects.checkIndex(count, this.size + 1));
	}

	@Override
	public ChatMessage get(int index) {
		return this.storage.items[Objects.checkIndex(index, this.size)];
	}

	@Override
	public int size() {
		return this.size;
	}

	@Override
	public List<ChatMessage> subList(int from, int to) {
		return (from == 0) ? first(to) : super.subList(from, to);
	}

	/**
	 * Where several conversations with the same beginning keep their messages. What is
	 * there stays.
	 */
	private static final class Storage {

		/** Replaced by a longer one when full, and read without the lock. */
		private volatile ChatMessage[] items;

		private int used;

		Storage(ChatMessage[] items) {
			this.items = items;
			this.used = items.length;
		}

		/** Adds at the end, unless something is there already. */
		synchronized boolean append(int end, ChatMessage[] more) {
			if (end != this.used) {
				return false;
			}
			ChatMessage[] all = this.items;
			if (end + more.length > all.length) {
				all = Arrays.copyOf(all, Math.max(all.length * 2, end + more.length));
			}
			System.arraycopy(more, 0, all, end, more.length);
			this.items = all;
			this.used = end + more.length;
			return true;
		}

	}

}
