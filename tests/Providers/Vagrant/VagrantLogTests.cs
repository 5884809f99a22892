using CommandResult = Scalewright.Agents.CommandResult;

namespace Vagrant.Tests;

/// <summary>The expected lines and levels are from the README of the package.</summary>
public sealed class VagrantLogTests : IDisposable
{
    private readonly VagrantLab _place = new(isReal: false);
    private readonly CollectedLog<VagrantProvider> _log = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Retried_starts_and_deletions_of_a_VM_are_logged_with_counts_reasons_and_possible_leftovers()
    {
        await using GuardedProvider provider = Open().Guard();
        _place.SetFault("hang", isOn: true);
        Resource node = (await VagrantLab.ApplyAsync(provider, _place.Requests.CreateNode("n-1"))).Resource!;
        _place.FailStarts(node, 1);
        _place.SetFault("hang", isOn: false);
        await VagrantLab.UntilAsync(provider, _place.Requests.Owner, found => found is [{ State: ResourceState.Ready }]);
        _place.SetFault("refuse", isOn: true);
        await VagrantLab.ApplyAsync(provider, _place.Requests.DestroyNode(node));
        _place.SetFault("refuse", isOn: false);
        await VagrantLab.ApplyAsync(provider, _place.Requests.DestroyNode(node));
        await provider.Find<INodeAdvancement>()!.AdvanceAsync(_place.Requests.Owner);

        string[] lines = [.. _log.Above(LogLevel.Information)];
        lines
            .Where(line => !line.StartsWith("4902", StringComparison.Ordinal))
            .ShouldBe([
                "4900 Information The VM of node n-1 is being started",
                "5300 Information played: a wave of steps (1) took 00:00:00: 1 created, 0 updated, 0 deleted, 0 failed, 0 unknown, 0 not started",
                "4900 Information The VM of node n-1 is being started",
                "4901 Information The VM of node n-1 is started, after 00:00:00",
                "5304 Information played: all nodes (1) are ready 00:00:00 after the start",
                "5300 Information played: a wave of steps (1) took 00:00:00: 0 created, 0 updated, 0 deleted, 1 failed, 0 unknown, 0 not started",
                "5301 Warning played: steps with result Failed: 1, the first destroy node n-1: SW4604 vagrant-failed",
                "5302 Warning played: resources that may be left behind: 1, the first n-1; unless its program resumes, reap removes it",
                "4907 Information The VM of node n-1 is removed",
                "5300 Information played: a wave of steps (1) took 00:00:00: 0 created, 0 updated, 1 deleted, 0 failed, 0 unknown, 0 not started",
                "5306 Information played: all nodes are deleted, 00:00:00 after the start",
            ]);
        lines
            .Single(line => line.StartsWith("4902", StringComparison.Ordinal))
            .ShouldStartWith(
                "4902 Warning The VM of node n-1 failed to start, 1 of 2, after 00:00:00: 'vagrant up' failed: Timed out while waiting for the machine to boot. "
            );
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_retry_for_a_locked_VM_is_logged_with_its_delay_and_each_command_with_its_exit_status()
    {
        int statusCount = 0;
        await using VagrantProvider provider = Open(options =>
            options with
            {
                Run = (request, token) =>
                    request.Command[1] == "status" && ++statusCount == 1
                        ? Task.FromResult(new CommandResult(1, "", "because it is locked!"))
                        : options.Run(request, token),
            }
        );
        await VagrantLab.ApplyAsync(provider, _place.Requests.CreateNode("n-1"));

        await VagrantLab.UntilAsync(provider, _place.Requests.Owner, found => found is [{ State: ResourceState.Ready }]);

        _log.Lines.Where(line => line.StartsWith("4904", StringComparison.Ordinal))
            .ShouldBe(["4904 Warning vagrant status is retried in 00:00:01: another program uses the VM"]);
        _log.Lines.ShouldContain("4903 Debug vagrant status: exit status 1 after 00:00:00");
        _log.Lines.ShouldContain("4903 Debug vagrant up: exit status 0 after 00:00:00");
    }

    [Fact]
    public async Task The_log_contains_neither_the_environment_nor_the_output_of_Vagrant()
    {
        await using GuardedProvider provider = Open(options =>
                options with
                {
                    Environment = options.Environment.With("BOX_TOKEN", "ey-secret"),
                }
            )
            .Guard();
        Resource node = (await VagrantLab.ApplyAsync(provider, _place.Requests.CreateNode("n-1"))).Resource!;
        await VagrantLab.UntilAsync(provider, _place.Requests.Owner, found => found is [{ State: ResourceState.Ready }]);
        await (await provider.ConnectAsync(node)).DisposeAsync();
        await VagrantLab.ApplyAsync(provider, _place.Requests.DestroyNode(node));

        string[] secrets = ["ey-secret", "BOX_TOKEN", "private_key", "IdentityFile"];
        _log.Lines.ShouldAllBe(line => !secrets.Any(secret => line.Contains(secret, StringComparison.OrdinalIgnoreCase)));
        _log.Lines.Count.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task Dependency_injection_creates_the_provider_with_the_registered_logger()
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton<ILogger<VagrantProvider>>(_log)
            .AddVagrantProvider(_place.Options)
            .BuildServiceProvider();

        await VagrantLab.ApplyAsync(services.GetRequiredService<VagrantProvider>().Guard(), _place.Requests.CreateNode("n-1"));

        _log.Lines.ShouldContain(line => line.StartsWith("5300 Information played: a wave of steps (1) took ", StringComparison.Ordinal));
    }

    private VagrantProvider Open(Func<VagrantOptions, VagrantOptions>? configure = null) =>
        _place.Open(options => (configure?.Invoke(options) ?? options) with { Clock = new StoppedWatch(TimeProvider.System) }, _log);
}
