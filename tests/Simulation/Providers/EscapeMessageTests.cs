using Simulation.Tests.Kernel;

namespace Simulation.Tests.Providers;

/// <summary>Messages of escapes from the simulation show the call, as the README of the provider states.</summary>
[Collection(TracedWaits.Name)]
public class EscapeMessageTests
{
    private const string Origin = "The first call off the loop came from ";

    private static Topology Farm => Topology.Create("demo").AddProfile(Profile.Create("farm").WithCount(1).Build()).Build();

    [Fact]
    public async Task An_escape_from_another_thread_is_reported_with_the_line_of_the_program()
    {
        SimulationEscapedException escaped = await EscapeAsync((provider, _) => Task.Run(() => Use(provider), CancellationToken.None));

        OriginOf(escaped.Message).ShouldStartWith($"{typeof(EscapeMessageTests).FullName}.{nameof(Use)}(");
        OriginOf(escaped.Message).ShouldContain($"{nameof(EscapeMessageTests)}.cs:line ");
    }

    [Fact]
    public async Task Using_a_cluster_off_the_loop_is_reported_with_the_line_of_the_program()
    {
        SimulationEscapedException escaped = await EscapeAsync(
            static async (provider, token) =>
            {
                // Keeps the loop busy, so that it does not stall while the machine starts work outside of it.
                _ = TickAsync(provider.Clock, token);
                await Task.Delay(TimeSpan.FromMinutes(1), provider.Clock, token).ConfigureAwait(false);
                await ProvisionAsync(provider, token);
            }
        );

        OriginOf(escaped.Message).ShouldContain(nameof(ProvisionAsync));
        OriginOf(escaped.Message).ShouldContain($"{nameof(EscapeMessageTests)}.cs:line ");
    }

    [Fact]
    public async Task Awaiting_the_machine_clock_is_reported_with_its_method_and_the_run()
    {
        SimulationEscapedException escaped = await EscapeAsync(static (_, token) => WaitAsync(token));

        OriginOf(escaped.Message).ShouldStartWith("an await in ");
        OriginOf(escaped.Message).ShouldContain(nameof(WaitAsync));
        OriginOf(escaped.Message).ShouldContain(nameof(EscapeAsync));
        OriginOf(escaped.Message).ShouldContain($"{nameof(EscapeMessageTests)}.cs:line ");
    }

    [Fact]
    public async Task Wait_tracing_reports_the_line_that_awaits_the_machine_clock()
    {
        SimulationEscapedException escaped = await EscapeAsync(static (_, token) => WaitAsync(token), tracesWaits: true);

        escaped
            .Message.Split('\n')
            .ShouldContain(line =>
                line.StartsWith("  waiting: ", StringComparison.Ordinal)
                && line.Contains(nameof(WaitAsync), StringComparison.Ordinal)
                && line.Contains($"{nameof(EscapeMessageTests)}.cs:line ", StringComparison.Ordinal)
            );
    }

    [Fact]
    public async Task The_next_run_reports_the_same_origin_and_no_stack_trace_shows_the_kernel()
    {
        await using SimulationProvider provider = new();
        SimulationEscapedException first = await Should.ThrowAsync<SimulationEscapedException>(() => provider.RunAsync(WaitAsync));
        SimulationEscapedException second = await Should.ThrowAsync<SimulationEscapedException>(() => provider.RunAsync(WaitAsync));

        OriginOf(second.Message).TrimEnd('.').ShouldBe(OriginOf(first.Message).TrimEnd(':'));
        first.Stack.ShouldNotContain("get_StackTrace");
        first.Stack.ShouldNotContain(typeof(SimulationKernel).FullName!);
    }

    [Fact]
    public async Task A_library_that_leaves_the_loop_is_reported_with_the_line_that_awaits_it()
    {
        SimulationEscapedException escaped = await EscapeAsync(static (provider, _) => ReadClockAsync(provider), tracesWaits: true);

        OriginOf(escaped.Message)
            .ShouldStartWith(
                $"a method of .NET or of a library, probably awaited in {typeof(EscapeMessageTests).FullName}.{nameof(ReadClockAsync)}("
            );
        OriginOf(escaped.Message).ShouldContain($"{nameof(EscapeMessageTests)}.cs:line ");
    }

    [Fact]
    public async Task A_failed_seed_shows_the_line_that_awaits_a_library_that_leaves_the_loop()
    {
        SeedRun run = await Scalewright.Simulation.ReplayAsync("1", static (provider, _) => ReadClockAsync(provider));

        run.Failure.ShouldBeOfType<SimulationEscapedException>();
        run.UserFrames[0].ShouldContain($".{nameof(ReadClockAsync)}(");
        run.UserFrames[0].ShouldContain($"{nameof(EscapeMessageTests)}.cs:line ");
    }

    private static async Task<SimulationEscapedException> EscapeAsync(
        Func<SimulationProvider, CancellationToken, Task> program,
        bool tracesWaits = false
    )
    {
        await using SimulationProvider provider = new() { Options = new() { IsWaitTracingEnabled = tracesWaits } };
        return await Should.ThrowAsync<SimulationEscapedException>(() => provider.RunAsync(token => program(provider, token)));
    }

    private static void Use(SimulationProvider provider) => provider.Inject(new HealNetwork());

    private static async Task ReadClockAsync(SimulationProvider provider) =>
        await Task.Run(provider.Clock.GetUtcNow, CancellationToken.None);

    private static async Task WaitAsync(CancellationToken cancellationToken) => await Task.Delay(50, cancellationToken);

    private static async Task TickAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), clock, cancellationToken);
        }
    }

    private static async Task ProvisionAsync(SimulationProvider provider, CancellationToken cancellationToken)
    {
        await using Cluster cluster = await Cluster.Create(Farm).UseProvider(provider).ProvisionAsync(cancellationToken);
    }

    private static string OriginOf(string message) => message.Split('\n')[0].Split(Origin)[1];
}
