namespace Ssh.Tests;

[Collection(LabMachines.Name)]
public sealed class SshLogTests(SshLab lab)
{
    private readonly ContractRequests _orders = new(new Random(42), "told", name => new NodeSpec(name, 1));

    [MachineFact("ssh-machines")]
    public async Task Created_failed_and_removed_nodes_are_logged_with_counts()
    {
        using OneLog loggers = new();
        await using GuardedProvider provider = new SshProvider(
            [SshLab.AddressOf(1), SshLab.AddressOf(2)],
            new SshOptions { Client = lab.Options, Folder = "/tmp/fault-told" },
            loggers
        ).Guard();

        ValueList<StepOutcome> made = await ApplyAsync(provider, _orders.CreateNodes(3));
        await provider.ObserveAsync(_orders.Owner);
        await ApplyAsync(
            provider,
            [.. made.Where(outcome => outcome.Resource is not null).Select(outcome => _orders.DestroyNode(outcome.Resource!))]
        );
        await provider.ObserveAsync(_orders.Owner);

        string[] told = [.. loggers.Log.Lines.Where(line => line.StartsWith("53", StringComparison.Ordinal))];
        told.Select(line => line[..4]).ShouldBe(["5300", "5301", "5304", "5300", "5306"]);
        told[0].ShouldEndWith("2 created, 0 updated, 0 deleted, 1 failed, 0 unknown, 0 not started");
        told[1].ShouldEndWith("SW4210 ssh-no-free-host");
        told[3].ShouldEndWith("0 created, 0 updated, 2 deleted, 0 failed, 0 unknown, 0 not started");
    }

    private static Task<ValueList<StepOutcome>> ApplyAsync(GuardedProvider provider, ValueList<StepRequest> orders) =>
        provider.ApplyAllAsync(orders);

    private sealed class OneLog : ILoggerFactory
    {
        public CollectedLog<SshProvider> Log { get; } = new();

        public ILogger CreateLogger(string categoryName) => Log;

        public void AddProvider(ILoggerProvider provider) { }

        public void Dispose() { }
    }
}
