using Docker.DotNet.Models;
using Scalewright.Providers.Containers;
using Scalewright.Providers.Containers.Client;

namespace Containers.Tests;

public sealed class RegistryLoginsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CollectedLog<ContainersProvider> _log = new();

    public void Dispose() => _folder.Dispose();

    // "dXNlcjpwYXNzOndvcmQ=" is "user:pass:word".
    [Theory]
    [InlineData("registry.example", "registry.example/shop:1", true)]
    [InlineData("https://registry.example", "registry.example/shop:1", true)]
    [InlineData("registry.example/team", "registry.example/team/shop:1", true)]
    [InlineData("registry.example/other", "registry.example/team/shop:1", false)]
    [InlineData("https://index.docker.io/v1/", "debian", true)]
    [InlineData("docker.io", "docker.io/library/debian:12", true)]
    [InlineData("registry.example", "debian", false)]
    public async Task Credentials_are_found_by_the_registry_of_an_image(string key, string image, bool isFound)
    {
        string file = _folder.Write("config.json", $$"""{"auths": {"{{key}}": {"auth": "dXNlcjpwYXNzOndvcmQ="} } }""");

        AuthConfig? login = await Open(file).FindAsync(ImageReference.Parse(image), CancellationToken.None);

        (login?.Username, login?.Password).ShouldBe(isFound ? ("user", "pass:word") : (null, null));
    }

    [Fact]
    public async Task An_identity_token_is_used_as_it_is()
    {
        string file = _folder.Write("config.json", """{"auths": {"registry.example": {"auth": "", "identitytoken": "token"}}}""");

        (await Open(file).FindAsync(ImageReference.Parse("registry.example/a"), CancellationToken.None))!.IdentityToken.ShouldBe("token");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"auths": []}""")]
    [InlineData("""{"auths": {"registry.example": 7}}""")]
    [InlineData("""{"auths": {"registry.example": {"auth": "%"}}}""")]
    [InlineData("""{"credsStore": "scalewright-missing"}""")]
    public async Task A_file_that_cannot_be_used_gives_no_credentials_and_the_next_file_is_read(string text)
    {
        string first = _folder.Write("first.json", text);
        string second = _folder.Write("second.json", """{"auths": {"registry.example": {"auth": "dXNlcjpwYXNz"}}}""");
        RegistryLogins logins = Open(first, _folder.At("missing.json"), second);

        (await logins.FindAsync(ImageReference.Parse("registry.example/a"), CancellationToken.None))!.Username.ShouldBe("user");
        (await logins.ListAsync(CancellationToken.None)).Single().ServerAddress.ShouldBe("registry.example");
    }

    [Fact]
    public void Files_of_both_engines_are_searched()
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal)
        {
            ["XDG_RUNTIME_DIR"] = "/run/user/7",
            ["DOCKER_CONFIG"] = "/etc/docker",
        };

        RegistryLogins
            .FindFiles(variables.GetValueOrDefault, "/users/a")
            .ShouldBe(["/etc/docker/config.json", "/run/user/7/containers/auth.json", "/users/a/.config/containers/auth.json"]);
    }

    private RegistryLogins Open(params ValueList<string> files) => new(files, _log);
}
