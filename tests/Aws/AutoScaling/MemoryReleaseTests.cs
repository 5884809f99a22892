using Scalewright.Listeners;
using Scalewright.Providers.Simulation.Kernel;

namespace AutoScaling.Tests;

/// <summary>Garbage collections after large request bodies are released.</summary>
public sealed class MemoryReleaseTests
{
    private const long High = 1000;
    private const long Max = 4000;

    private readonly SimulationKernel _kernel = new();
    private readonly List<double> _collected = [];
    private readonly ByteBudget _budget;

    public MemoryReleaseTests()
    {
        MemoryRelease release = new(High, _kernel.Clock, () => _collected.Add(_kernel.Elapsed.TotalSeconds));
        _budget = new ByteBudget(Max, release);
    }

    [Theory]
    [InlineData(High, 0)]
    [InlineData(High + 1, 1)]
    public void A_garbage_collection_runs_after_usage_above_the_high_mark_is_fully_released(long bytes, int count)
    {
        Take(bytes);
        _kernel.RunFor(TimeSpan.FromHours(1));
        _collected.ShouldBeEmpty();

        _budget.Return(bytes);
        _kernel.RunFor(TimeSpan.FromHours(1));

        _collected.ShouldBe(Enumerable.Repeat(3601.0, count));
    }

    [Fact]
    public void Small_bodies_add_up_to_the_high_mark_and_all_must_be_released_first()
    {
        Take(600);
        Take(600);
        _budget.Return(600);
        _kernel.RunFor(TimeSpan.FromMinutes(1));
        _collected.ShouldBeEmpty();

        _budget.Return(600);
        _kernel.RunFor(TimeSpan.FromMinutes(1));

        _collected.ShouldBe([61.0]);
    }

    [Fact]
    public void A_garbage_collection_is_delayed_while_usage_is_high_again()
    {
        TakeAndReturn(2000);
        _kernel.RunFor(TimeSpan.FromSeconds(0.5));
        Take(2000);
        _kernel.RunFor(TimeSpan.FromSeconds(9.5));
        _collected.ShouldBeEmpty();

        _budget.Return(2000);
        _kernel.Run();

        _collected.ShouldBe([11.0]);
    }

    [Fact]
    public void Garbage_collections_run_a_minute_apart_and_once_after_the_last_peak()
    {
        for (int second = 0; second < 90; second += 10)
        {
            TakeAndReturn(2000);
            _kernel.RunFor(TimeSpan.FromSeconds(10));
        }

        _kernel.Run();

        _collected.ShouldBe([1.0, 61.0, 121.0]);
    }

    [Fact]
    public void A_reservation_above_the_budget_fails_and_holds_nothing()
    {
        _budget.TryTake(Max + 1).ShouldBeFalse();
        _kernel.Run();

        (_budget.HeldBytes, _collected.Count).ShouldBe((0, 0));
    }

    private void TakeAndReturn(long bytes)
    {
        Take(bytes);
        _budget.Return(bytes);
    }

    private void Take(long bytes) => _budget.TryTake(bytes).ShouldBeTrue();
}
