using Scalewright.Providers.Containers.Client;

namespace Containers.Tests;

public class ImageReferenceTests
{
    // Names and their parts as the reference grammar of the Distribution project defines them.
    [Theory]
    [InlineData("debian", "docker.io", "debian:latest")]
    [InlineData("debian:12", "docker.io", "debian:12")]
    [InlineData("team/shop:1", "docker.io", "team/shop:1")]
    [InlineData("docker.io/library/debian:stable-slim", "docker.io", "docker.io/library/debian:stable-slim")]
    [InlineData("localhost/shop", "localhost", "localhost/shop:latest")]
    [InlineData("registry.example:5000/shop", "registry.example:5000", "registry.example:5000/shop:latest")]
    [InlineData("registry.example:5000/a/b:2", "registry.example:5000", "registry.example:5000/a/b:2")]
    [InlineData("shop@sha256:0123", "docker.io", "shop@sha256:0123")]
    [InlineData("shop:1@sha256:0123", "docker.io", "shop@sha256:0123")]
    public void A_name_has_a_registry_and_a_tag_or_digest(string name, string registry, string complete)
    {
        ImageReference reference = ImageReference.Parse(name);

        (reference.Registry, reference.ToString()).ShouldBe((registry, complete));
    }
}
