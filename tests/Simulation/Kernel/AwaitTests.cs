namespace Simulation.Tests.Kernel;

public class AwaitTests
{
    private const int Actors = 60;
    private const int Steps = 20;
    private const int Runs = 20;

    public static TheoryData<string> PlainKinds => [.. AwaitKinds.Plain.Keys];

    public static TheoryData<string> EscapingKinds => [.. AwaitKinds.Escaping.Keys];

    [Fact]
    public void Seventeen_kinds_of_plain_await_are_covered() => AwaitKinds.Plain.Count.ShouldBe(17);

    [Theory, Trait(Category.Name, Category.Campaign), MemberData(nameof(PlainKinds))]
    public void Repeated_runs_of_a_plain_await_produce_the_same_trace_on_one_thread(string kind)
    {
        TraceHash[] hashes = [.. Enumerable.Range(0, Runs).Select(_ => Play(AwaitKinds.Plain[kind]))];

        hashes.Distinct().ShouldHaveSingleItem();
    }

    [Theory, MemberData(nameof(EscapingKinds))]
    public void An_escaping_await_fails_the_run_with_the_stack_trace_of_the_first_call_off_the_loop(string kind)
    {
        SimulationEscapedException escaped = Should.Throw<SimulationEscapedException>(() => Play(AwaitKinds.Escaping[kind]));

        escaped.Stack.ShouldContain("   at ");
        escaped.Message.ShouldContain("Await plainly");
    }

    [Fact]
    public void Different_seeds_produce_different_traces()
    {
        TraceHash first = Play(AwaitKinds.Plain["Task.Delay"]);
        TraceHash second = Play(AwaitKinds.Plain["Task.Delay"], seed: 2);

        first.ShouldNotBe(second);
    }

    private static TraceHash Play(Func<SimulationKernel, int, Task> wait, long seed = 1)
    {
        SimulationKernel kernel = new(
            new KernelOptions
            {
                Seed = seed,
                IsTraceHashEnabled = true,
                EscapeGracePeriod = TimeSpan.FromSeconds(30),
            }
        );
        int thread = Environment.CurrentManagedThreadId;
        kernel.Run(() => Task.WhenAll(Enumerable.Range(0, Actors).Select(ActAsync)));
        return kernel.TraceHash;

        async Task ActAsync(int actor)
        {
            StableRandom random = kernel.RandomStreams[$"actor-{actor}"];
            for (int step = 0; step < Steps; step++)
            {
                await wait(kernel, random.Next(1, 5));
                kernel.Trace(actor, step);
                Environment.CurrentManagedThreadId.ShouldBe(thread);
            }
        }
    }
}
