using Scalewright.Agents.Processes;

namespace Agents.Tests;

/// <summary>Streams to a deployed agent, opened again after the first of them was lost.</summary>
public sealed class AgentDeployerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scalewright-deployer-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_removed_agent_is_reported_as_exited_by_the_next_stream_whose_login_is_not_retried_below()
    {
        string program = Path.Combine(_folder, "program");
        await File.WriteAllTextAsync(program, "#!/bin/sh\n");
        await using DeployedTransport transport = new(_folder);
        AgentDeployerOptions options = new() { Program = program, AllowAutoRestart = false };
        await using AgentConnection connection = await new AgentDeployer(transport, options).ConnectAsync(new NodeAddress("m1"), "n1");
        await connection.PingAsync();

        transport.Cut();
        AgentException removed = await Should.ThrowAsync<AgentException>(connection.RunAsync(new CommandRequest(["true"])));

        removed.Code.ShouldBe(ProblemCode.AgentExited);
        removed.Message.ShouldContain("the agent was removed from its machine");
        transport.BusyRetries.ShouldBe([null, RetryOptions.None]);
    }

    /// <summary>Its first stream leads to an agent; the further ones are commands on this machine.</summary>
    private sealed class DeployedTransport(string folder) : INodeTransport
    {
        private readonly AgentHost _agent = new(
            new AgentHostOptions { Node = "n1", BootId = "boot" },
            new LocalProcesses(),
            new LocalFiles()
        );
        private DuplexStream? _server;

        public List<RetryOptions?> BusyRetries { get; } = [];

        public void Cut() => _server!.Dispose();

        public Task<INodeConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default) =>
            Task.FromResult<INodeConnection>(new InstalledConnection(node, folder));

        public Task<Stream> OpenProcessStreamAsync(
            NodeAddress address,
            ValueList<string> command,
            RetryOptions? busyRetry = null,
            CancellationToken cancellationToken = default
        )
        {
            BusyRetries.Add(busyRetry);
            if (_server is not null)
            {
                return Task.FromResult<Stream>(new ProgramStream(command));
            }

            (DuplexStream client, _server) = DuplexStream.CreatePair();
            _ = _agent.ServeAsync(_server, CancellationToken.None);
            return Task.FromResult<Stream>(client);
        }

        public ValueTask DisposeAsync() => _agent.DisposeAsync();
    }

    /// <summary>Reports that the program is installed.</summary>
    private sealed class InstalledConnection(string node, string folder) : INodeConnection
    {
        public string Node => node;

        public string BootId => "boot";

        public Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default) =>
            Task.FromResult(CommandResult.FromBytes(0, Encoding.UTF8.GetBytes($"yes\n{folder}\n"), []));

        public Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class ProgramStream(ValueList<string> command) : DuplexStream
    {
        private readonly Process _program = Process.Start(
            new ProcessStartInfo(command[0], command.Skip(1))
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _program.StandardOutput.BaseStream.ReadAsync(buffer, cancellationToken);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _program.StandardInput.BaseStream.WriteAsync(buffer, cancellationToken);
            await _program.StandardInput.BaseStream.FlushAsync(cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            _program.Kill();
            _program.Dispose();
            base.Dispose(disposing);
        }
    }
}
