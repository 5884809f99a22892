using Scalewright.Providers.Ssh.Carriers;
using Scalewright.Providers.Ssh.Shell;

namespace Scalewright.Providers.Ssh.Files;

/// <summary>Runs the remote scripts of a folder transfer and resumes after a broken connection.</summary>
/// <param name="maxResumptions">Maximum number of resumptions in total.</param>
internal sealed class FolderScript(SshConnection connection, string path, int maxResumptions)
{
    /// <summary>Packs files of folder $1 by zero-terminated names from standard input.</summary>
    public const string Pack = """
        cd "$1" || exit 66
        p(){ if tar --null -T /dev/null -cf /dev/null >/dev/null 2>&1
        then tar --null --no-recursion -T - -cf -
        else tr '\0' '\n' | tar --no-recursion -T - -cf -
        fi; }
        p
        """;

    public const string Occupied = "the path exists and is not a folder";

    /// <summary>Stops if $2 exists and is not a folder.</summary>
    public const string RejectOccupied = $$"""
        { [ -e "$2" ] || [ -L "$2" ]; } && [ ! -d "$2" ] && { echo '{{Occupied}}' >&2; exit 1; }

        """;

    private int _resumptions;

    /// <summary>Runs an idempotent step, and retries it if the connection breaks.</summary>
    public async Task<T> RepeatAsync<T>(Func<Task<T>> step)
    {
        while (true)
        {
            try
            {
                return await step();
            }
            catch (AgentException lost) when (lost.Code == ProblemCode.ConnectionLost && _resumptions < maxResumptions)
            {
                _resumptions++;
            }
        }
    }

    /// <summary>Lists the content of a remote folder.</summary>
    public Task<FolderList> ListAsync(string folder, int maxEntries, long maxBytes, CancellationToken cancellationToken) =>
        RunAsync(
            RemoteFolder.Script,
            [folder],
            stream =>
            {
                stream.EndInput();
                return RemoteFolder.ReadAsync(stream, maxEntries, maxBytes, cancellationToken);
            },
            cancellationToken
        );

    /// <summary>Runs a script.</summary>
    /// <exception cref="AgentException">The script failed, its output is invalid, or the machine is
    /// unreachable.</exception>
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
            await using SshStream stream = await SshStream.StartAsync(connection.Link, line, cancellationToken);
            try
            {
                T result = await move(stream);
                // Skips the padding after the end of an archive.
                byte[] rest = new byte[4096];
                while (await stream.ReadAsync(rest, cancellationToken) > 0) { }

                await CheckExitAsync(stream, cancellationToken);
                return result;
            }
            catch (Exception ended)
                when (ended is LinkDownException or InvalidDataException or EndOfStreamException
                    || (ended is AgentException && stream.HasRefused)
                )
            {
                // Prefers the failure reported by the script, but does not wait for a script that is still running.
                if (ended is LinkDownException || stream.HasEnded || stream.HasRefused)
                {
                    await CheckExitAsync(stream, cancellationToken);
                }

                if (ended is LinkDownException or AgentException)
                {
                    throw;
                }

                throw CreateError(ExceptionText.From(ended));
            }
        });

    public AgentException CreateError(string reason)
    {
        string lastLine = reason.Trim().Split('\n')[^1];
        string advice =
            lastLine == Occupied
                ? "use another path, or move away what is there"
                : "check that the folder exists and that the disk has free space";
        return new AgentException(
            connection.Node,
            SshProblems.Fault($"the folder '{TextEscaping.Escape(path)}' was not transferred: {TextEscaping.Escape(lastLine)}", advice)
        );
    }

    private async Task CheckExitAsync(SshStream stream, CancellationToken cancellationToken)
    {
        if (await stream.Exit.OrCancelled(cancellationToken) is not { } code)
        {
            throw new LinkDownException("the connection broke during a transfer");
        }

        if (code != 0)
        {
            await stream.ErrorRead.OrCancelled(cancellationToken);
            throw CreateError(stream.Error);
        }
    }
}
