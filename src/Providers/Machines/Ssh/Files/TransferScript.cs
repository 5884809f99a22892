using Scalewright.Providers.Ssh.Carriers;
using Scalewright.Providers.Ssh.Shell;

namespace Scalewright.Providers.Ssh.Files;

/// <summary>Runs the remote scripts of a transfer and resumes after a broken connection.</summary>
/// <param name="maxResumptions">Maximum number of resumptions in total.</param>
/// <param name="createError">Describes the failure of a script by its standard error.</param>
internal class TransferScript(SshConnection connection, int maxResumptions, Func<string, AgentException> createError)
{
    private int _resumptions;

    public AgentException CreateError(string reason) => createError(reason);

    /// <summary>Runs an idempotent step, and retries it if the connection breaks.</summary>
    public Task<T> RepeatAsync<T>(Func<Task<T>> step) =>
        new Retry(
            new RetryOptions { MaxRetryAttempts = maxResumptions - _resumptions, Delay = TimeSpan.Zero },
            connection.Link.Options.Clock
        ).CallAsync(
            _ => step(),
            static failure => new RetryDecision(failure is AgentException lost && lost.Code == ProblemCode.ConnectionLost),
            _ => _resumptions++
        );

    /// <summary>Runs a script that has no result.</summary>
    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(string script, ValueList<string> arguments, Func<SshStream, Task> move, CancellationToken cancellationToken) =>
        RunAsync(
            script,
            arguments,
            async stream =>
            {
                await move(stream);
                return true;
            },
            cancellationToken
        );

    /// <summary>Runs a script.</summary>
    /// <param name="move">Sends its input and receives its output.</param>
    /// <exception cref="AgentException">The script failed, or the machine is unreachable.</exception>
    public Task<T> RunAsync<T>(
        string script,
        ValueList<string> arguments,
        Func<SshStream, Task<T>> move,
        CancellationToken cancellationToken
    ) => SshFaults.CallAsync(connection.Node, hasEffect: false, async () =>
        {
            string line =
                $"exec {SudoScript.Prefix(connection.Link.Options.Sudo)}sh -c {ShellQuote.Quote(script)} sh "
                + $"{ShellQuote.Join(arguments)}";
            await using SshStream stream = await SshStream.StartAsync(connection.Link, line, busyRetry: null, cancellationToken);
            try
            {
                T result = await move(stream);
                byte[] rest = new byte[4096];
                while (await stream.ReadAsync(rest, cancellationToken) > 0)
                {
                    // Skips the padding after the end of an archive.
                }

                await CheckExitAsync(stream, cancellationToken);
                return result;
            }
            catch (Exception exception)
                when (exception is LinkDownException || (exception is AgentException && (stream.HasEnded || stream.HasRefused)))
            {
                // Prefers the failure reported by the script, but does not wait for a script that is still running.
                await CheckExitAsync(stream, cancellationToken);
                throw;
            }
        });

    private async Task CheckExitAsync(SshStream stream, CancellationToken cancellationToken)
    {
        if (await stream.Exit.OrCancelled(cancellationToken) is not { } code)
        {
            throw new LinkDownException("the connection broke during a transfer");
        }

        if (code != 0)
        {
            await stream.ErrorRead.OrCancelled(cancellationToken);
            throw createError(stream.Error.Trim().Split('\n')[^1]);
        }
    }
}
