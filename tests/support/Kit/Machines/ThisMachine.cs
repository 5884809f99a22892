using CommandResult = Scalewright.Agents.CommandResult;

namespace Tests.Shared;

/// <summary>Transport whose machines are all this one.</summary>
public sealed class ThisMachine : INodeTransport
{
    public Task<INodeConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default) =>
        Task.FromResult<INodeConnection>(new Connection(node));

    public Task<Stream> OpenProcessStreamAsync(
        NodeAddress address,
        ValueList<string> command,
        RetryOptions? busyRetry = null,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException("No test starts an agent there.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Connection(string node) : INodeConnection
    {
        public string Node => node;

        public string BootId => "always";

        public async Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default)
        {
            ProcessStartInfo start = new(request.Command[0], request.Command.Skip(1))
            {
                WorkingDirectory = request.WorkingDirectory,
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach ((string name, string value) in request.Environment)
            {
                start.Environment[name] = value;
            }

            using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{request.Command[0]} does not start");
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.StandardInput.WriteAsync(request.Input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellationToken);
            return new CommandResult(process.ExitCode, await output, await error) { Node = node };
        }

        public async Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default)
        {
            await using FileStream file = File.Create(path);
            await content.CopyToAsync(file, cancellationToken);
        }

        public async Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default)
        {
            await using FileStream file = File.OpenRead(path);
            await file.CopyToAsync(destination, cancellationToken);
            return file.Length;
        }

        public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) => Task.FromResult(TimeSpan.Zero);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
