using Scalewright.Agents;
using Scalewright.Providers.Ssh.Masters;
using Scalewright.Providers.Ssh.Shell;

namespace Scalewright.Providers.Ssh.Files;

/// <summary>Moves a folder to a machine or from it: beside its place, then renamed.</summary>
internal sealed class FolderTransfer(SshConnection connection)
{
    private static readonly TimeSpan FinishDeadline = TimeSpan.FromMinutes(10);

    // $1 part, $2 place: what was there goes when the new one has its name.
    private const string Finish = """
        [ ! -e "$2" ] || mv "$2" "$1.old" || exit 1
        mv "$1" "$2" || { [ ! -e "$1.old" ] || mv "$1.old" "$2"; exit 1; }
        rm -rf "$1.old"
        """;

    private string Sudo => SudoScript.Prefix(connection.Link.Options.Sudo);

    public async Task PutAsync(string folder, string path, CancellationToken cancellationToken)
    {
        string part = $"{path}.{Secrets.Draw()[..12]}.part";
        try
        {
            string script = $"exec {Sudo}sh -c 'mkdir \"$1\"&&exec tar -xpf - -C \"$1\"' sh {ShellQuote.Quote(part)}";
            await RunAsync(path, script, stream => FolderWriter.WriteAsync(folder, stream, cancellationToken), cancellationToken);
            CommandResult result = await connection.RunAsync(new CommandRequest(["sh", "-c", Finish, "sh", part, path]) { Deadline = FinishDeadline }, cancellationToken);
            if (!result.Succeeded)
            {
                throw Refused(path, result.Error);
            }
        }
        catch (Exception failure) when (failure is AgentException or OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            await RemoveAsync(part);
            throw;
        }
    }

    public async Task GetAsync(string path, string folder, FolderOptions options, CancellationToken cancellationToken)
    {
        string part = $"{folder.TrimEnd(Path.DirectorySeparatorChar)}.{Secrets.Draw()[..12]}.part";
        Directory.CreateDirectory(part);
        try
        {
            string script = $"exec {Sudo}tar -cf - -C {ShellQuote.Quote(path)} .";
            await RunAsync(path, script, stream => new FolderReader(connection.Node, part, options).ReadAsync(stream, cancellationToken), cancellationToken);
            Directory.Move(part, folder);
        }
        finally
        {
            if (Directory.Exists(part))
            {
                Directory.Delete(part, recursive: true);
            }
        }
    }

    private Task<bool> RunAsync(string path, string script, Func<Stream, Task> move, CancellationToken cancellationToken) =>
        SshFaults.CallAsync(connection.Node, hasEffect: false, async () =>
        {
            await using SshStream stream = await SshStream.StartAsync(connection.Link, script, cancellationToken);
            try
            {
                await move(stream);
                stream.EndInput();
                // Padding behind the end of an archive.
                byte[] rest = new byte[4096];
                while (await stream.ReadAsync(rest, cancellationToken) > 0)
                {
                }
            }
            catch (Exception ended) when (ended is LinkDownException || (ended is AgentException && stream.HasRefused))
            {
                await TellAsync(stream, path, cancellationToken);
                throw;
            }

            await TellAsync(stream, path, cancellationToken);
            return true;
        });

    private async Task TellAsync(SshStream stream, string path, CancellationToken cancellationToken)
    {
        int? code = await stream.Exit.WaitAsync(cancellationToken);
        if (code is null)
        {
            throw new LinkDownException("the connection broke during a transfer");
        }

        if (code != 0)
        {
            await stream.ErrorRead.WaitAsync(cancellationToken);
            throw Refused(path, stream.Error);
        }
    }

    private async Task RemoveAsync(string part)
    {
        try
        {
            await connection.RunAsync(new CommandRequest(["rm", "-rf", part]), CancellationToken.None);
        }
        catch (AgentException)
        {
            // The machine cannot be reached; the part is beside the folder under a name of its own.
        }
    }

    private AgentException Refused(string path, string reason) => new(
        connection.Node,
        SshProblems.Fault($"the folder '{Printable.Escape(path)}' was not moved: {Printable.Escape(reason.Trim().Split('\n')[^1])}", "see that it is there, and that there is room"));
}
