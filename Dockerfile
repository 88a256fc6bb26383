# Builds with docker, buildah and podman. A release sets BASE_IMAGE to a name with a digest.
ARG BASE_IMAGE=python:3.13-slim

FROM ${BASE_IMAGE} AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE constraints.txt ./
COPY openapi openapi
COPY mock_apollo mock_apollo
# pip compiles the installed files to bytecode; without it, each start would take a second longer.
RUN python -m venv --without-pip /opt/mock-apollo \
 && python -m pip wheel --quiet --no-deps --wheel-dir /wheels . \
 && python -m pip --python /opt/mock-apollo/bin/python install --quiet --no-cache-dir --constraint constraints.txt /wheels/*.whl

FROM ${BASE_IMAGE}
LABEL org.opencontainers.image.title="mock-apollo" \
      org.opencontainers.image.description="A local Apollo.io for tests, CI and demos: the sandbox that the API does not have." \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /opt/mock-apollo /opt/mock-apollo
ENV PATH=/opt/mock-apollo/bin:$PATH \
    MOCK_APOLLO_HOST=0.0.0.0
# mock-apollo.toml and seeds can be mounted here. The server writes no files.
WORKDIR /work
USER 10001:10001
EXPOSE 27655
HEALTHCHECK --interval=5s --timeout=3s CMD ["mock-apollo", "ready"]
ENTRYPOINT ["mock-apollo"]
CMD ["serve"]
