using System.Diagnostics.CodeAnalysis;

namespace Scalewright.Providers.Slurm.Elastic;

/// <summary>What runs on a node as long as it has power.</summary>
internal sealed class ServedNode : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly Task<Problem> _serving;

    /// <param name="start">Which start of the node it belongs to.</param>
    /// <param name="serve">What runs.</param>
    public ServedNode(string start, Func<CancellationToken, Task> serve) => (Start, _serving) = (start, ServeAsync(serve, _ending.Token));

    public string Start { get; }

    /// <summary>Why it ended; null: it runs.</summary>
    public Problem? Over => _serving.IsCompletedSuccessfully ? _serving.Result : null;

    public async ValueTask DisposeAsync()
    {
        End();
        await _serving;
        _ending.Dispose();
    }

    // Not CancelAsync: it would leave the simulation's loop.
    private void End() => _ending.Cancel();

    [SuppressMessage("Design", "CA1031", Justification = "What serves is the user's: whatever it throws is why the node is given up.")]
    private static async Task<Problem> ServeAsync(Func<CancellationToken, Task> serve, CancellationToken cancellationToken)
    {
        string found = "it ended by itself";
        try
        {
            await serve(cancellationToken);
        }
        catch (Exception exception)
        {
            found = Printable.Escape(exception.Message);
        }

        return new Problem(ProblemCode.AgentEnded, $"what serves on it is over: {found}", "look at the log of slurmd");
    }
}
