namespace Scalewright.Providers.Ssh.Files;

/// <summary>Runs the remote scripts of a folder transfer.</summary>
/// <param name="maxResumptions">Maximum number of resumptions in total.</param>
internal sealed class FolderScript(SshConnection connection, string path, int maxResumptions)
    : TransferScript(connection, maxResumptions, reason => CreateError(connection.Node, path, reason))
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

    /// <summary>Lists the content of a remote folder.</summary>
    public Task<FolderList> ListAsync(string folder, int maxEntries, long maxBytes, CancellationToken cancellationToken) =>
        ReadAsync(
            RemoteFolder.Script,
            [folder],
            stream =>
            {
                stream.EndInput();
                return RemoteFolder.ReadAsync(stream, maxEntries, maxBytes, cancellationToken);
            },
            cancellationToken
        );

    /// <summary>Runs a script whose output is checked.</summary>
    /// <exception cref="AgentException">The script failed, its output is invalid, or the machine is
    /// unreachable.</exception>
    public Task<T> ReadAsync<T>(
        string script,
        ValueList<string> arguments,
        Func<SshStream, Task<T>> read,
        CancellationToken cancellationToken
    ) =>
        RunAsync(
            script,
            arguments,
            async stream =>
            {
                try
                {
                    return await read(stream);
                }
                catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
                {
                    throw CreateError(ExceptionText.From(exception));
                }
            },
            cancellationToken
        );

    private static AgentException CreateError(string node, string path, string reason)
    {
        string lastLine = reason.Trim().Split('\n')[^1];
        string advice =
            lastLine == Occupied
                ? "use another path, or move away what is there"
                : "check that the folder exists and that the disk has free space";
        return new AgentException(
            node,
            SshProblems.Fault($"the folder '{TextEscaping.Escape(path)}' was not transferred: {TextEscaping.Escape(lastLine)}", advice)
        );
    }
}
