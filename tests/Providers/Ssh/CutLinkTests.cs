using Microsoft.Extensions.Logging.Abstractions;
using Minimega.Tests;
using Scalewright.Providers.Ssh.Carriers;

namespace Ssh.Tests;

/// <summary>Calls over a link that is cut, so that nothing arrives, in virtual time.</summary>
public sealed class CutLinkTests
{
    private const int MaxFailureQuerySeconds = 5;

    // Each of the steps of one second can be late by the reaction of the program.
    private const int MaxLateSeconds = 5;
    private static readonly string LargeInput = new('x', 100_000);

    private readonly VirtualClock _clock = new();

    [Theory, InlineData(6), InlineData(60)]
    public async Task A_cut_link_is_reported_within_its_timeout_and_the_limit_of_a_failure_query(int seconds)
    {
        using LocalCarrier carrier = new();
        SshClientOptions options = new()
        {
            Clock = _clock,
            KeepAliveInterval = TimeSpan.FromSeconds(1),
            KeepAliveTimeout = TimeSpan.FromSeconds(seconds),
        };
        using HandshakeThrottle throttle = new(options, carrier);
        using SshLink link = new(options, new NodeAddress("localhost"), throttle, carrier, NullLogger.Instance);
        await using SshConnection connection = await SshConnection.OpenAsync(link, "n-1", CancellationToken.None);
        TaskCompletionSource started = new();

        // A large input is a file on the machine, which is removed after the failure.
        Task<CommandResult> running = connection.RunAsync(
            new CommandRequest(["sh", "-c", "echo started; exec sleep 600"])
            {
                Input = LargeInput,
                Timeout = TimeSpan.FromHours(1),
                OnOutput = _ => started.TrySetResult(),
            }
        );
        await started.Task.WaitAsync(TimeSpan.FromSeconds(30));
        carrier.Cut();

        int elapsed = await AdvanceUntilCompletedAsync(running, seconds);
        (await Should.ThrowAsync<AgentException>(running)).Code.ShouldBe(ProblemCode.ConnectionLost);
        elapsed.ShouldBeInRange(seconds, seconds + MaxFailureQuerySeconds + MaxLateSeconds);
    }

    [Fact]
    public async Task A_canceled_transfer_over_a_cut_link_ends_within_the_limit_of_a_failure_query()
    {
        using LocalCarrier carrier = new();
        SshClientOptions options = new() { Clock = _clock };
        using HandshakeThrottle throttle = new(options, carrier);
        using SshLink link = new(options, new NodeAddress("localhost"), throttle, carrier, NullLogger.Instance);
        await using SshConnection connection = await SshConnection.OpenAsync(link, "n-1", CancellationToken.None);
        using CancellationTokenSource cancellation = new();
        carrier.Cut();
        Task running = connection.PutFileAsync("/tmp/scalewright-cut", new MemoryStream([1]), cancellation.Token);

        await cancellation.CancelAsync();

        int elapsed = await AdvanceUntilCompletedAsync(running, 0);
        await Should.ThrowAsync<OperationCanceledException>(running);
        elapsed.ShouldBeLessThanOrEqualTo(MaxFailureQuerySeconds + 1);
    }

    /// <summary>Advances the clock in steps of one second.</summary>
    /// <param name="timeout">Seconds after which the program reacts. From then on, a busy machine gets more real time for a step.</param>
    private async Task<int> AdvanceUntilCompletedAsync(Task running, int timeout)
    {
        int elapsed = 0;
        for (; !running.IsCompleted && elapsed < 200; elapsed++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(elapsed < timeout ? 50 : 300)));
        }

        return elapsed;
    }
}
