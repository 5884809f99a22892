namespace Tool.Tests;

public sealed class AccountStateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AccountStateTests()
    {
        _folder.Write("farm.yaml", "profiles: [{name: farm, plugin: builtin, count: 2}]\n");
        _folder.Write("key.pub", AccountServer.PublicKey + "\n");
    }

    public void Dispose() => _folder.Dispose();

    [
        Theory,
        Trait(Category.Name, Category.Campaign),
        InlineData("grid5000"),
        InlineData("iotlab"),
        InlineData("chameleon"),
        InlineData("autoscaling")
    ]
    public async Task Adopt_rebuilds_a_lost_state_from_the_nodes_of_an_account(string name)
    {
        await using AccountServer place = await AccountServer.StartAsync(name, "key.pub");
        Start(place, "apply", "farm.yaml", "--state", "state").ExitCode.ShouldBe(0);
        Directory.Delete(_folder.At("state"), recursive: true);

        ProgramResult adopted = ToolRun.Start(
            _folder.Root,
            new LeapingClock(),
            place.Entitled(),
            ["adopt", "farm.yaml", "--state", "state", .. place.Words]
        );

        adopted.ExitCode.ShouldBe(0, adopted.Text);
        adopted.Output.ShouldContain("\nfarm  2 ready  node-1");
        (await place.CountAsync()).ShouldBe(2);
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("grid5000", "--user", "bob")]
    [InlineData("grid5000", "--sites", "rennes")]
    [InlineData("iotlab", "--user", "bob")]
    [InlineData("chameleon", "--user", "bob")]
    [InlineData("autoscaling", "--user", "AKOTHER")]
    public async Task A_state_of_another_account_or_of_other_sites_is_rejected(string name, string option, string other)
    {
        await using AccountServer place = await AccountServer.StartAsync(name, "key.pub");
        Start(place, "apply", "farm.yaml", "--state", "state").ExitCode.ShouldBe(0);

        ProgramResult refused = ToolRun.Start(_folder.Root, place.Entitled(), ["destroy", "state", .. place.With(option, other)]);

        refused.ExitCode.ShouldBe(1, refused.Text);
        refused.Errors.ShouldContain($"error: state: the state is of --provider {name} --endpoint http://");
        refused.Errors.ShouldContain($" {option} {other}");
        refused.Errors.ShouldEndWith(" [SW3002]");
        (await place.CountAsync()).ShouldBe(2);
    }

    // A key pair gets another id each time it is registered.
    [Fact]
    public async Task A_state_is_not_rejected_for_reordered_sites_or_another_temporary_key()
    {
        await using AccountServer testbed = await AccountServer.StartAsync("iotlab", "key.pub");
        Start(testbed, "apply", "farm.yaml", "--state", "state").ExitCode.ShouldBe(0);
        ProgramResult removed = ToolRun.Start(
            _folder.Root,
            testbed.Entitled(),
            ["destroy", "state", "--yes", .. testbed.With("--sites", "saclay,grenoble")]
        );
        ToolRun
            .Start(
                _folder.Root,
                AccountServer.Environment(),
                ["apply", "farm.yaml", "--provider", "processes", "--node-folder", "nodes", "--state", "lent"]
            )
            .ExitCode.ShouldBe(0);
        _folder.Write(
            "lent/provider.json",
            """{"provider": "autoscaling", "location": "--endpoint http://127.0.0.1:9 with a key that was lent (AWS_SESSION_TOKEN)"}"""
        );
        ProgramResult lent = ToolRun.Start(
            _folder.Root,
            AccountServer.Environment(
                ("AWS_ENDPOINT_URL", "http://127.0.0.1:9/"),
                ("AWS_ACCESS_KEY_ID", "ASIATODAY"),
                ("AWS_SECRET_ACCESS_KEY", AccountServer.Secret),
                ("AWS_SESSION_TOKEN", "token-1234-token")
            ),
            "destroy",
            "lent",
            "--provider",
            "autoscaling"
        );

        removed.ExitCode.ShouldBe(0, removed.Text);
        lent.ExitCode.ShouldBe(1, lent.Text);
        lent.Errors.ShouldNotContain("[SW3002]");
        lent.Text.ShouldNotContain("token-1234-token");
        lent.Text.ShouldNotContain(AccountServer.Secret);
    }

    /// <summary>The SSH client of this test rejects every login. Users: root at Grid'5000, cc at Chameleon.</summary>
    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("grid5000", " -l root ", " -- alpha-")]
    [InlineData("chameleon", " -l cc ", " -- ")]
    public async Task Nodes_of_an_account_are_accessed_with_the_given_SSH_client_and_configuration(
        string name,
        string login,
        string machine
    )
    {
        await using AccountServer place = await AccountServer.StartAsync(name, "key.pub");
        string client = _folder.Write(
            "client",
            """
            #!/bin/sh
            echo " $@" >>"$0.said"
            while [ $# -gt 0 ]; do [ "$1" = -E ] && echo 'a: Permission denied (publickey).' >>"$2"; shift; done
            exit 255

            """
        );
        Command.Run("chmod", _folder.Root, new Dictionary<string, string>(), "755", client).ExitCode.ShouldBe(0);

        Start(place, "apply", "farm.yaml", "--state", "state").ExitCode.ShouldBe(0);
        ProgramResult run = ToolRun.Start(
            _folder.Root,
            place.Entitled(),
            ["exec", "state", "--ssh-program", client, "--ssh-config", "own.conf", .. place.Words, "--", "hostname"]
        );

        run.ExitCode.ShouldBe(1, run.Text);
        run.Errors.ShouldContain("Permission denied");
        string said = File.ReadAllText($"{client}.said");
        said.ShouldContain(" -F own.conf ");
        said.ShouldContain(" StrictHostKeyChecking=accept-new ");
        said.ShouldContain(login);
        said.ShouldContain(machine);
    }

    [Fact]
    public async Task Exec_on_boards_without_an_operating_system_fails_and_suggests_alternatives()
    {
        await using AccountServer place = await AccountServer.StartAsync("iotlab", "key.pub");

        Start(place, "apply", "farm.yaml", "--state", "state").ExitCode.ShouldBe(0);
        ProgramResult run = ToolRun.Start(
            _folder.Root,
            new LeapingClock(),
            place.Entitled(),
            ["exec", "state", .. place.Words, "--", "hostname"]
        );

        run.ExitCode.ShouldBe(1, run.Text);
        run.Errors.ShouldContain("; use nodes of a8 or rpi3, or a program that controls boards [");
    }

    private ProgramResult Start(AccountServer place, params string[] arguments) =>
        ToolRun.Start(_folder.Root, place.Entitled(), [.. arguments, .. place.Words]);
}
