using System.Threading.Channels;

namespace Simulation.Tests.Kernel;

[Collection(TracedWaits.Name)]
public class RunTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void A_program_runs_in_virtual_time()
    {
        SimulationKernel kernel = new();

        DateTimeOffset end = kernel.Run(async () =>
        {
            await Task.Delay(Hour, kernel.Clock);
            await kernel.Delay(Hour);
            return kernel.Clock.GetUtcNow();
        });

        end.ShouldBe(new DateTimeOffset(2000, 1, 1, 2, 0, 0, TimeSpan.Zero));
        kernel.Elapsed.ShouldBe(2 * Hour);
    }

    [Fact]
    public void An_exception_of_a_program_is_rethrown_unchanged()
    {
        SimulationKernel kernel = new();

        Should
            .Throw<FormatException>(() =>
                kernel.Run(async () =>
                {
                    await kernel.Delay(Hour);
                    throw new FormatException("mine");
                })
            )
            .Message.ShouldBe("mine");
    }

    [Fact]
    public void A_failure_of_a_spawned_process_ends_the_run()
    {
        SimulationKernel kernel = new();
        kernel.Spawn("bad", async () =>
        {
            await kernel.Delay(Hour);
            throw new FormatException("mine");
        });

        Should.Throw<FormatException>(kernel.Run).Message.ShouldBe("mine");
        kernel.Elapsed.ShouldBe(Hour);
    }

    [Fact]
    public void A_nested_run_is_rejected()
    {
        SimulationKernel kernel = new();

        Should
            .Throw<InvalidOperationException>(() =>
                kernel.Run(() =>
                {
                    kernel.Run();
                    return Task.CompletedTask;
                })
            )
            .Message.ShouldContain("is already running");
    }

    [Fact]
    public void A_process_started_before_the_run_resumes_on_the_loop()
    {
        SimulationKernel kernel = new();
        int thread = 0;
        Task task = kernel.Start(async () =>
        {
            await InnerAsync(kernel);
            thread = Environment.CurrentManagedThreadId;
        });

        kernel.Run();

        task.IsCompletedSuccessfully.ShouldBeTrue();
        thread.ShouldBe(Environment.CurrentManagedThreadId);
        SynchronizationContext.Current.ShouldNotBeOfType<KernelContextProbe>();
    }

    [Fact]
    public void A_stall_names_the_program_and_its_processes_with_their_source_locations()
    {
        SimulationKernel kernel = new(new KernelOptions { EscapeGracePeriod = TimeSpan.Zero });
        Channel<int> channel = Channel.CreateUnbounded<int>();
        kernel.Spawn("ended", () => kernel.Start(async () => await kernel.Delay(1)));
        kernel.Spawn("reader", async () => await channel.Reader.ReadAsync());

        SimulationStalledException stalled = Should.Throw<SimulationStalledException>(() =>
            kernel.Run(() => new TaskCompletionSource().Task)
        );

        stalled.Waits.Select(wait => wait.Description).ShouldBe(["the program", "reader"]);
        stalled.Waits.ShouldAllBe(wait => wait.Location.Contains(nameof(RunTests) + ".cs:", StringComparison.Ordinal));
        stalled.Message.ShouldContain("new SimulationProvider { Options = new() { IsWaitTracingEnabled = true } }");
    }

    [Fact]
    public void A_stall_with_wait_tracing_names_pending_awaits_with_their_source_locations()
    {
        SimulationKernel kernel = new(new KernelOptions { IsWaitTracingEnabled = true, EscapeGracePeriod = TimeSpan.Zero });

        SimulationStalledException stalled = Should.Throw<SimulationStalledException>(() =>
            kernel.Run(async () =>
            {
                await InnerAsync(kernel);
                await Task.WhenAll(ForgottenAsync(kernel), InnerAsync(kernel));
            })
        );

        stalled.Waits.ShouldContain(wait =>
            wait.Description.Contains(nameof(ForgottenAsync), StringComparison.Ordinal)
            && wait.Location.Contains(nameof(RunTests) + ".cs", StringComparison.Ordinal)
        );
        stalled.Waits.ShouldNotContain(wait => wait.Description.Contains(nameof(InnerAsync), StringComparison.Ordinal));
    }

    [Fact]
    public void Wait_tracing_does_not_change_the_trace()
    {
        TraceHash[] hashes =
        [
            .. new[] { false, true }.Select(traced =>
            {
                SimulationKernel kernel = new(new KernelOptions { IsWaitTracingEnabled = traced, IsTraceHashEnabled = true });
                kernel.Run(() => Task.WhenAll(Enumerable.Range(0, 9).Select(actor => AwaitKinds.Plain.Values.ElementAt(actor)(kernel, 3))));
                return kernel.TraceHash;
            }),
        ];

        hashes[1].ShouldBe(hashes[0]);
    }

    [Fact]
    public void An_endless_run_is_stopped_at_the_step_limit()
    {
        SimulationKernel kernel = new(new KernelOptions { MaxSteps = 1_000 });

        SimulationRunawayException runaway = Should.Throw<SimulationRunawayException>(() =>
            kernel.Run(async () =>
            {
                while (true)
                {
                    await Task.Yield();
                }
            })
        );

        runaway.Steps.ShouldBe(1_000);
    }

    [Fact]
    public void A_simulation_cannot_run_again_after_an_escape()
    {
        SimulationKernel kernel = new(new KernelOptions { EscapeGracePeriod = TimeSpan.FromSeconds(30) });
        Should.Throw<SimulationEscapedException>(() => kernel.Run(async () => await Task.Run(() => kernel.Now)));

        SimulationEscapedException again = Should.Throw<SimulationEscapedException>(kernel.Run);
        again.Message.ShouldStartWith("This simulation is not deterministic any more, because a program left its loop before");
        again.Message.ShouldContain(nameof(A_simulation_cannot_run_again_after_an_escape));
    }

    [Fact]
    public void Kernels_on_different_threads_do_not_affect_each_other()
    {
        TraceHash[] hashes = new TraceHash[8];
        Thread[] threads =
        [
            .. hashes.Select(
                (_, index) =>
                    new Thread(() =>
                    {
                        SimulationKernel kernel = new(new KernelOptions { IsTraceHashEnabled = true });
                        kernel.Run(() => Task.WhenAll(AwaitKinds.Plain.Values.Select(wait => wait(kernel, 2))));
                        hashes[index] = kernel.TraceHash;
                    })
            ),
        ];

        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        hashes.Distinct().ShouldHaveSingleItem();
    }

    private static async Task InnerAsync(SimulationKernel kernel) => await Task.Delay(TimeSpan.FromMilliseconds(3), kernel.Clock);

    private static async Task ForgottenAsync(SimulationKernel kernel)
    {
        TaskCompletionSource nobody = new();
        await kernel.Delay(10);
        await nobody.Task;
    }

    private sealed class KernelContextProbe : SynchronizationContext;
}
