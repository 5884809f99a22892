using Microsoft.Extensions.Logging.Abstractions;
using Minimega.Tests;
using Scalewright.Providers.Slurm.Allocations;
using Scalewright.Providers.Slurm.Steps;

namespace Slurm.Tests;

/// <summary>Steps whose commands use a link that is lost. Further commands over it do not return.</summary>
public sealed class StepLossTests
{
    private static readonly Problem Lost = new(ProblemCode.ConnectionLost, "the link was lost", "check it");

    private readonly VirtualClock _clock = new();

    // FailureQuery: a query over a lost link delays its report by at most 5 seconds.
    [Fact]
    public async Task A_lost_link_is_reported_although_the_step_cannot_be_ended()
    {
        Task<CommandResult> running = CreateRunner().RunAsync(new CommandRequest(["true"]), CancellationToken.None);

        running.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(5));
        (await Should.ThrowAsync<AgentException>(running.WaitAsync(TimeSpan.FromSeconds(20)))).Code.ShouldBe(ProblemCode.ConnectionLost);
    }

    [Fact]
    public async Task A_lost_link_during_a_transfer_is_reported_although_its_partial_file_cannot_be_removed()
    {
        await using StepConnection connection = new(CreateRunner());
        Task running = connection.PutFileAsync("/tmp/x", new MemoryStream([1]));

        for (int seconds = 0; seconds < 50 && !running.IsCompleted; seconds += 5)
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(100)));
        }

        (await Should.ThrowAsync<AgentException>(running.WaitAsync(TimeSpan.FromSeconds(1)))).Code.ShouldBe(ProblemCode.ConnectionLost);
    }

    private StepRunner CreateRunner()
    {
        bool isLost = false;
        SlurmClientOptions options = new()
        {
            Clock = _clock,
            RunCommand = (_, _) =>
            {
                bool isFirst = !isLost;
                isLost = true;
                return isFirst ? throw new AgentException("login", Lost) : new TaskCompletionSource<CommandResult>().Task;
            },
        };
        SlurmAllocation job = new("1", "RUNNING", "m1", "", "0", null, null);
        return new StepRunner("n-1", job, "", options, new SlurmClient(options), NullLogger.Instance);
    }
}
