using Scalewright.Agents.Wire;

namespace Scalewright.Providers.Ssh.Shell;

/// <summary>Lets a listener hear a command while it runs.</summary>
internal static class Listening
{
    /// <summary>Runs a command, and gives a listener all that it writes before the result.</summary>
    /// <param name="listener">Who hears it; null: nobody.</param>
    public static async Task<T> RunAsync<T>(string node, RunningCommand command, Action<CommandOutput>? listener, Func<CancellationToken, Task<T>> run, CancellationToken cancellationToken)
    {
        if (listener is null)
        {
            return await run(cancellationToken);
        }

        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task hearing = new HeardOutput(node, listener).FollowAsync(command.Written, ending.CancelAsync);
        try
        {
            return await run(ending.Token);
        }
        finally
        {
            // What the listener threw is why the command was ended, and is thrown instead of that.
            command.Written.End();
            await hearing;
        }
    }
}
