using System.Text;
using Scalewright;
using Scalewright.Agents;
using Scalewright.Providers;
using Storage.Operations.Tests;

namespace Storage.Remote.Tests;

/// <summary>The files of hosts as files of their nodes, below a folder that is the root of the host.</summary>
internal sealed class NodeHostFiles(SiteMachines machines) : IHostFiles
{
    public async Task<string> ReadAsync(string host, string path, CancellationToken cancellationToken)
    {
        string real = await PresentAsync(host, path, cancellationToken);
        using MemoryStream bytes = new();
        await machines.Of(host).Connection.GetFileAsync(real, bytes, cancellationToken);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    public async Task WriteAsync(string host, string path, string text, CancellationToken cancellationToken)
    {
        string real = RealOf(host, path);
        await DoAsync(host, ["mkdir", "-p", "--", FolderOf(real)], cancellationToken);
        using MemoryStream bytes = new(Encoding.UTF8.GetBytes(text));
        await machines.Of(host).Connection.PutFileAsync(real, bytes, cancellationToken);
    }

    public async Task RenameAsync(string host, string path, string newPath, CancellationToken cancellationToken)
    {
        string real = await PresentAsync(host, path, cancellationToken);
        string next = RealOf(host, newPath);
        await DoAsync(host, ["mkdir", "-p", "--", FolderOf(next)], cancellationToken);
        if (real != next)
        {
            await DoAsync(host, ["mv", "-T", "--", real, next], cancellationToken);
        }
    }

    public async Task DeleteAsync(string host, string path, CancellationToken cancellationToken) =>
        await DoAsync(host, ["rm", "--", await PresentAsync(host, path, cancellationToken)], cancellationToken);

    public async Task<ValueList<string>> ListAsync(string host, string folder, CancellationToken cancellationToken)
    {
        string root = RootOf(host);
        string real = folder.Trim('/').Length == 0 ? root : RealOf(host, folder.TrimEnd('/'));
        if (!(await machines.Of(host).RunAsync(["test", "-d", real], cancellationToken)).Succeeded)
        {
            return [];
        }

        string found = await DoAsync(host, ["find", real, "-type", "f", "-print0"], cancellationToken);
        return found.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(file => file[root.Length..]).Order(StringComparer.Ordinal).ToValueList();
    }

    private string RootOf(string host) => machines.Of(host).FolderOf(host) + "/files";

    private string RealOf(string host, string path) => RootOf(host) + FilePath.Checked(host, path);

    private static string FolderOf(string path) => path[..path.LastIndexOf('/')];

    private async Task<string> PresentAsync(string host, string path, CancellationToken cancellationToken)
    {
        string real = RealOf(host, path);
        return (await machines.Of(host).RunAsync(["test", "-f", real], cancellationToken)).Succeeded ? real : throw FilePath.Missing(host, path);
    }

    private async Task<string> DoAsync(string host, ValueList<string> words, CancellationToken cancellationToken)
    {
        CommandResult result = await machines.Of(host).RunAsync(words, cancellationToken);
        return result is { Succeeded: true, DroppedBytes: 0 }
            ? result.Output
            : throw new ProviderException(SiteCheck.Word, [new Problem(ProblemCode.AgentFault, $"{words[0]} ended with {result.ExitCode}: {Printable.Escape(result.Error.Trim())}", "see the files of its node") { Field = host }]);
    }
}
