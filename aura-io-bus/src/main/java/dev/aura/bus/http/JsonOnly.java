package dev.aura.bus.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The bus reads and writes JSON, whatever else the libraries on board could. */
@Configuration(proxyBeanMethods = false)
class JsonOnly implements WebMvcConfigurer {

	/**
	 * There is one representation. An Accept that does not name it would be refused only
	 * after the call acted.
	 */
	@Override
	public void configureContentNegotiation(ContentNegotiationConfigurer negotiation) {
		negotiation.ignoreAcceptHeader(true).defaultContentType(MediaType.ALL);
	}

	/**
	 * The OpenAPI library brings a reader of YAML, which knows nothing of our strictness.
	 */
	@Override
	public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
		converters.configureMessageConvertersList((all) -> all.removeIf(JsonOnly::isYaml));
	}

	private static boolean isYaml(HttpMessageConverter<?> converter) {
		return converter.getSupportedMediaTypes().stream().anyMatch((type) -> type.getSubtype().contains("yaml"));
	}

	@Override
	public void addInterceptors(InterceptorRegistry interceptors) {
		interceptors.addInterceptor(new ConcreteContentType());
	}

	/** Refuses a body of type {@code *}, on which Spring fails instead of refusing it. */
	private static final class ConcreteContentType implements HandlerInterceptor {

		@Override
		public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
				throws HttpMediaTypeNotSupportedException {
			String type = request.getContentType();
			if (type != null && type.split(";", 2)[0].contains("*")) {
				throw new HttpMediaTypeNotSupportedException("A wildcard is no type of a body");
			}
			return true;
		}

	}

}
