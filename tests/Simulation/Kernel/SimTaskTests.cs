namespace Simulation.Tests.Kernel;

public class SimTaskTests
{
    private readonly SimulationKernel _kernel = new();

    [Fact]
    public void A_nested_call_resumes_after_the_inner_call_completes()
    {
        List<string> course = [];

        _kernel.Run(() => OuterAsync().AsTask());

        course.ShouldBe(["inner at 5", "outer at 5", "outer at 8"]);

        async SimTask OuterAsync()
        {
            await InnerAsync();
            course.Add($"outer at {_kernel.Now}");
            await Task.Yield();
            await _kernel.Delay(3);
            course.Add($"outer at {_kernel.Now}");
        }

        async SimTask InnerAsync()
        {
            await _kernel.Delay(5);
            course.Add($"inner at {_kernel.Now}");
        }
    }

    [Fact]
    public void An_exception_is_thrown_to_the_awaiting_caller()
    {
        Should.Throw<FormatException>(() => _kernel.Run(async () => await FailAsync())).Message.ShouldBe("mine");

        async SimTask FailAsync()
        {
            await _kernel.Delay(5);
            throw new FormatException("mine");
        }
    }

    [Fact]
    public void A_method_without_an_await_completes_synchronously()
    {
        SimTask task = DoNothingAsync();

        task.IsCompleted.ShouldBeTrue();
        _kernel.Run(async () => await task);

#pragma warning disable CS1998 // The point of the test: an async method without an await.
        static async SimTask DoNothingAsync() { }
#pragma warning restore CS1998
    }

    [Fact]
    public void Multiple_awaiters_of_one_task_resume_in_order()
    {
        List<int> course = [];
        SimTask task = WaitAsync();

        _kernel.Run(() => Task.WhenAll(Enumerable.Range(0, 3).Select(FollowAsync)));

        course.ShouldBe([0, 1, 2]);

        async SimTask WaitAsync() => await _kernel.Delay(5);

        async Task FollowAsync(int follower)
        {
            await task;
            course.Add(follower);
        }
    }

    [Fact]
    public void A_chain_of_a_hundred_thousand_calls_does_not_overflow_the_stack()
    {
        int ended = 0;
        SimTask chain = LinkAsync(null);
        for (int link = 1; link < 100_000; link++)
        {
            chain = LinkAsync(chain);
        }

        _kernel.Run(() => chain.AsTask());

        ended.ShouldBe(100_000);

        async SimTask LinkAsync(SimTask? before)
        {
            await (before ?? WaitAsync());
            ended++;
        }

        async SimTask WaitAsync() => await _kernel.Delay(5);
    }

    [Fact]
    public void A_delay_allocates_no_memory()
    {
        foreach (
            Func<SimulationKernel, object> start in new Func<SimulationKernel, object>[]
            {
                kernel => SleepLeanAsync(kernel),
                kernel => kernel.Start(() => SleepAsync(kernel)),
            }
        )
        {
            // Warm-up: the first run includes allocations of the JIT compiler.
            BytesOfSleeping(start);

            // The loop itself allocates a few hundred bytes; the 99,000 events allocate nothing.
            BytesOfSleeping(start).ShouldBeLessThan(1_000);
        }
    }

    /// <summary>Bytes that this thread allocates for the last 99,000 of 100,000 sleeps.</summary>
    private static long BytesOfSleeping(Func<SimulationKernel, object> start)
    {
        SimulationKernel kernel = new();
        start(kernel);
        kernel.RunFor(TimeSpan.FromTicks(1_000));
        long before = GC.GetAllocatedBytesForCurrentThread();

        kernel.Run();

        long after = GC.GetAllocatedBytesForCurrentThread();
        kernel.Steps.ShouldBe(100_000);
        return after - before;
    }

    private static async SimTask SleepLeanAsync(SimulationKernel kernel)
    {
        for (int sleep = 0; sleep < 100_000; sleep++)
        {
            await kernel.Delay(1);
        }
    }

    private static async Task SleepAsync(SimulationKernel kernel)
    {
        for (int sleep = 0; sleep < 100_000; sleep++)
        {
            await kernel.Delay(1);
        }
    }
}
