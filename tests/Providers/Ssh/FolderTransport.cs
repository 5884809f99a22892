namespace Ssh.Tests;

internal sealed class FolderTransport(string root, params string[] dead) : INodeTransport
{
    public Task<INodeConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default)
    {
        string machine = address.Host;
        return dead.Contains(machine, StringComparer.Ordinal)
            ? throw new AgentException(node, new Problem(ProblemCode.ConnectionLost, $"{machine}: No route to host", "see that it runs"))
            : Task.FromResult<INodeConnection>(
                new FolderConnection(node, Directory.CreateDirectory(Path.Combine(root, address.ToString())).FullName)
            );
    }

    public Task<Stream> OpenProcessStreamAsync(
        NodeAddress address,
        ValueList<string> command,
        RetryOptions? busyRetry = null,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException("No test starts an agent there.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

internal sealed class FolderConnection(string node, string folder) : INodeConnection
{
    public string Node => node;

    public string BootId => folder;

    public async Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default)
    {
        ProcessStartInfo start = new(request.Command[0], request.Command.Skip(1))
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        string text = await output;
        await process.WaitForExitAsync(cancellationToken);
        return new CommandResult(process.ExitCode, text, errors) { Node = node };
    }

    public Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("No test puts files there.");

    public Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("No test takes files from there.");

    public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) => Task.FromResult(TimeSpan.Zero);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
