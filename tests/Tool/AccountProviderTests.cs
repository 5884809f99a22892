namespace Tool.Tests;

/// <summary>Apply, destroy and reap on providers with accounts, against simulated backends.</summary>
public sealed class AccountProviderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AccountProviderTests()
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
    public async Task Nodes_are_created_by_apply_kept_by_a_second_apply_and_removed_by_destroy(string name)
    {
        await using AccountServer place = await StartAsync(name);

        ProgramResult made = Start(place, "apply", "farm.yaml", "--state", "state");
        int there = await place.CountAsync();
        ProgramResult again = Start(place, "apply", "farm.yaml", "--state", "state");
        string noted = File.ReadAllText(_folder.At("state", "provider.json"));
        ProgramResult removed = Start(place, "destroy", "state", "--yes");

        made.ExitCode.ShouldBe(0, made.Text);
        made.Output.ShouldContain("\nfarm  2 ready  node-1");
        there.ShouldBe(2);
        again.ExitCode.ShouldBe(0, again.Text);
        again.Output.ShouldBe("farm: nothing to do; nodes: 2 ready.");
        removed.ExitCode.ShouldBe(0, removed.Text);
        removed.Output.ShouldContain("\nDestroyed: 2 nodes");
        (await place.CountAsync()).ShouldBe(0);
        ShouldKeepTheSecret(noted, made.Text, again.Text, removed.Text);
    }

    [
        Theory,
        Trait(Category.Name, Category.Campaign),
        InlineData("grid5000"),
        InlineData("iotlab"),
        InlineData("chameleon"),
        InlineData("autoscaling")
    ]
    public async Task Reap_removes_nodes_that_a_program_left_when_their_lineage_is_given(string name)
    {
        await using AccountServer place = await StartAsync(name);
        string lineage = await LeaveAsync(place);

        ProgramResult unnamed = Start(place, "reap");
        ProgramResult dry = Start(place, "reap", "--lineage", lineage, "--dry-run", "--verbose");
        int kept = await place.CountAsync();
        ProgramResult real = Start(place, "reap", "--lineage", lineage, "--yes");

        unnamed.ExitCode.ShouldBe(0, unnamed.Text);
        unnamed.Output.ShouldContain(
            "  unknown: no state in this folder\n1 cluster without a known owner. If no program uses it, remove it: scalewright reap left --provider "
        );
        dry.ExitCode.ShouldBe(0, dry.Text);
        dry.Output.ShouldContain($" node node-1 of scalewright:{lineage}:left since ");
        dry.Output.ShouldEndWith("\n2 resources would be removed");
        kept.ShouldBe(2);
        real.ExitCode.ShouldBe(0, real.Text);
        real.Output.ShouldEndWith("\nremoved 2 resources");
        (await place.CountAsync()).ShouldBe(0);
    }

    [Theory, InlineData("grid5000"), InlineData("iotlab"), InlineData("chameleon"), InlineData("autoscaling")]
    public async Task Wrong_credentials_fail_with_an_error_and_create_nothing(string name)
    {
        const string Wrong = "guess-0815-guess";
        await using AccountServer place = await StartAsync(name);

        ProgramResult[] refused =
        [
            ToolRun.Start(_folder.Root, place.Entitled(Wrong), ["apply", "farm.yaml", "--state", "state", .. place.Words]),
            ToolRun.Start(
                _folder.Root,
                place.Entitled(Wrong),
                ["reap", .. place.Words.Where(word => word is not ("--ssh-key" or "key.pub"))]
            ),
        ];

        refused.ShouldAllBe(result => result.ExitCode == 1);
        refused.ShouldAllBe(result =>
            result.Errors.Contains("[SW", StringComparison.Ordinal) && !result.Errors.Contains("   at ", StringComparison.Ordinal)
        );
        refused.ShouldAllBe(result => !result.Text.Contains(Wrong, StringComparison.Ordinal));
        ShouldKeepTheSecret([.. refused.Select(result => result.Text)]);
        (await place.CountAsync()).ShouldBe(0);
    }

    [
        Theory,
        Trait(Category.Name, Category.Campaign),
        InlineData("grid5000"),
        InlineData("iotlab"),
        InlineData("chameleon"),
        InlineData("autoscaling")
    ]
    public async Task An_unreachable_backend_is_reported(string name)
    {
        AccountServer place = await StartAsync(name);
        ProgramResult made;
        await using (place)
        {
            made = Start(place, "apply", "farm.yaml", "--state", "state");
        }

        string[][] commands =
        [
            ["reap"],
            ["destroy", "state", "--yes"],
            ["apply", "farm.yaml", "--state", "state"],
            ["apply", "farm.yaml", "--state", "other"],
        ];
        ProgramResult[] told =
        [
            .. commands.Select(command => ToolRun.Start(_folder.Root, new LeapingClock(), place.Entitled(), [.. command, .. place.Words])),
        ];

        made.ExitCode.ShouldBe(0, made.Text);
        told.ShouldAllBe(result => result.ExitCode == 1);
        told.ShouldAllBe(result => result.Errors.Contains("Connection refused", StringComparison.Ordinal));
        ShouldKeepTheSecret([.. told.Select(result => result.Text)]);
    }

    private static async Task<string> LeaveAsync(AccountServer place)
    {
        Topology topology = Topology.Create("left").AddProfile(Profile.Create("web").WithCount(2).Build()).Build();
        await using IProvider provider = place.Open();
        using TemporaryFolder state = new();
        await using Cluster cluster = await Cluster.Create(topology).UseProvider(provider).WithState(state.At("state")).ProvisionAsync();
        return $"{cluster.Owner.Lineage}";
    }

    private static void ShouldKeepTheSecret(params string[] texts) =>
        texts.ShouldAllBe(text => !text.Contains(AccountServer.Secret, StringComparison.Ordinal));

    private Task<AccountServer> StartAsync(string name) => AccountServer.StartAsync(name, "key.pub");

    private ProgramResult Start(AccountServer place, params string[] arguments) =>
        ToolRun.Start(_folder.Root, place.Entitled(), [.. arguments, .. place.Words]);
}
