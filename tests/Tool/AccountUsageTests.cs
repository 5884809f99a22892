namespace Tool.Tests;

/// <summary>Options of providers with accounts: all errors are reported at once and without secrets.</summary>
public sealed class AccountUsageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AccountUsageTests() => _folder.Write("farm.yaml", "profiles: [{name: farm, plugin: builtin, count: 2}]\n");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(
        "grid5000",
        "--user: 'grid5000' needs it",
        "--sites: 'grid5000' needs it",
        "--ssh-key: 'grid5000' needs it",
        "G5K_PASSWORD: 'grid5000' needs this environment variable"
    )]
    [InlineData(
        "iotlab",
        "--user: 'iotlab' needs it",
        "--sites: 'iotlab' needs it",
        "IOTLAB_PASSWORD: 'iotlab' needs this environment variable"
    )]
    [InlineData(
        "chameleon",
        "--endpoint: 'chameleon' needs it, or the environment variable OS_AUTH_URL",
        "--user: 'chameleon' needs it, or the environment variable OS_APPLICATION_CREDENTIAL_ID",
        "--sites: 'chameleon' needs it, or the environment variable OS_REGION_NAME",
        "OS_APPLICATION_CREDENTIAL_SECRET: 'chameleon' needs this environment variable"
    )]
    [InlineData(
        "autoscaling",
        "--endpoint: 'autoscaling' needs it, or the environment variable AWS_ENDPOINT_URL or AWS_REGION",
        "--user: 'autoscaling' needs it, or the environment variable AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY: 'autoscaling' needs this environment variable"
    )]
    public void All_missing_options_and_environment_variables_are_reported_at_once(string place, params string[] told)
    {
        ProgramResult result = Start(
            AccountServer.Environment(),
            "apply",
            "farm.yaml",
            "--provider",
            place,
            "--state",
            "state",
            "--host-file",
            "h"
        );

        result.ExitCode.ShouldBe(2, result.Text);
        string[] lines = result.Errors.Split('\n');
        lines[0].ShouldStartWith($"--host-file: not supported by '{place}'; it takes ");
        lines[1..^1].ShouldBe(told);
        lines[^1].ShouldBe("See 'scalewright apply --help'.");
        Directory.EnumerateFileSystemEntries(_folder.Root).Select(Path.GetFileName).ShouldBe(["farm.yaml"]);
    }

    [Fact]
    public void Reap_requires_no_SSH_key()
    {
        ProgramResult result = Start(AccountServer.Environment(), "reap", "--provider", "grid5000");

        result.Errors.ShouldNotContain("--ssh-key");
    }

    [Theory]
    [InlineData(
        "--endpoint",
        "https://ann:hush-4711-hush@api.grid5000.fr/stable",
        "--endpoint: it is not an address that begins with http:// or https:// and has no user, password, query or fragment; "
    )]
    [InlineData("--endpoint", "api.grid5000.fr", "--endpoint: it is not an address that begins with http:// or https://")]
    [InlineData("--endpoint", "ftp://api.grid5000.fr", "--endpoint: it is not an address that begins with http:// or https://")]
    [InlineData(
        "--sites",
        "rennes,,lyon",
        "--sites: 'rennes,,lyon' is not a list of sites; separate names by commas, for example rennes,lyon"
    )]
    [InlineData("--sites", "rennes/alpha", "--sites: 'rennes/alpha' is not a list of sites; ")]
    [InlineData("--sites", "rennes,rennes", "--sites: 'rennes,rennes' names a site twice; name each once")]
    [InlineData("--user", "", "--user: the value is empty; specify one")]
    [InlineData(
        "--ssh-key",
        "none.pub",
        "--ssh-key: 'none.pub' cannot be read: the file does not exist; name the file that ssh-keygen wrote, the one that ends with .pub"
    )]
    [InlineData("--ssh-key", "farm.yaml", "")]
    public void Invalid_values_are_reported_together_with_missing_variables(string option, string value, string told)
    {
        ProgramResult result = Start(
            AccountServer.Environment(),
            "apply",
            "farm.yaml",
            "--provider",
            "grid5000",
            "--state",
            "state",
            option,
            value
        );

        result.ExitCode.ShouldBe(2, result.Text);
        result.Errors.ShouldContain(told);
        result.Errors.ShouldContain("G5K_PASSWORD: 'grid5000' needs this environment variable");
        result.Text.ShouldNotContain(AccountServer.Secret);
    }

    // The first line is that of a private key file of ssh-keygen.
    [Fact]
    public void A_private_key_given_as_the_public_key_is_rejected_and_not_shown()
    {
        _folder.Write("id", "-----BEGIN OPENSSH PRIVATE KEY-----\nhush-4711-hush\n-----END OPENSSH PRIVATE KEY-----\n");

        ProgramResult result = Start(
            AccountServer.Environment(),
            "apply",
            "farm.yaml",
            "--provider",
            "grid5000",
            "--state",
            "state",
            "--ssh-key",
            "id"
        );

        result.ExitCode.ShouldBe(2, result.Text);
        result.Errors.ShouldContain(
            "--ssh-key: 'id' holds no public key; name the file that ssh-keygen wrote, the one that ends with .pub"
        );
        result.Text.ShouldNotContain(AccountServer.Secret);
    }

    [Fact]
    public void An_invalid_environment_variable_is_reported_by_name()
    {
        ProgramResult result = ToolRun.StartProcess(
            _folder.Root,
            AccountServer.Environment(("OS_AUTH_URL", "https://ann:hush-4711-hush@id.example/v3"), ("OS_REGION_NAME", "CHI@UC")),
            "reap",
            "--provider",
            "chameleon"
        );

        result.Errors.ShouldStartWith("OS_AUTH_URL: it is not an address");
        result.Errors.ShouldNotContain("--sites");
        result.Text.ShouldNotContain(AccountServer.Secret);
    }

    [Fact]
    public async Task Environment_variables_suffice_for_an_account_and_a_region_implies_its_endpoint()
    {
        await using AccountServer place = await AccountServer.StartAsync("autoscaling", "");
        string address = place.Words[Array.IndexOf(place.Words, "--endpoint") + 1];

        ProgramResult reaped = Start(
            AccountServer.Environment(
                ("AWS_ENDPOINT_URL", address),
                ("AWS_REGION", "us-east-1"),
                ("AWS_ACCESS_KEY_ID", "AKTEST"),
                ("AWS_SECRET_ACCESS_KEY", AccountServer.Secret)
            ),
            "reap",
            "--provider",
            "autoscaling"
        );
        Start(AccountServer.Environment(), "apply", "farm.yaml", "--provider", "processes", "--node-folder", "nodes", "--state", "state")
            .ExitCode.ShouldBe(0);
        _folder.Write("state/provider.json", """{"provider": "autoscaling", "location": "elsewhere"}""");
        ProgramResult refused = Start(
            AccountServer.Environment(
                ("AWS_REGION", "eu-west-1"),
                ("AWS_ACCESS_KEY_ID", "AKTEST"),
                ("AWS_SECRET_ACCESS_KEY", AccountServer.Secret)
            ),
            "destroy",
            "state",
            "--provider",
            "autoscaling"
        );

        reaped.Output.ShouldBe("no clusters without a known owner", reaped.Text);
        refused.Errors.ShouldContain("not of --provider autoscaling --endpoint https://ec2.eu-west-1.amazonaws.com --user AKTEST;");
    }

    private ProgramResult Start(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        ToolRun.Start(_folder.Root, environment, arguments);
}
