using Scalewright.Agents;
using Scalewright.Providers.Simulation.Models;
using Scalewright.Recording;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Agent of a node: a process of its machine, which loses its state when it exits.</summary>
internal sealed class NodeAgent
{
    public const int Port = 4100;

    private readonly ProcessContext _process;
    private readonly RunningCommands _commands;

    public NodeAgent(World world, SimulatedClusterNode node)
    {
        NodeFiles files = new(world.Nodes.GetDisk(node), call =>
            world.Recording?.RecordNodeCall(RunEventKind.Program, node.Name, $"{call} on {node.Name}")
        );
        AgentHostOptions options = new()
        {
            Node = node.Name,
            BootId = string.Create(CultureInfo.InvariantCulture, $"{node.Number}.{node.Machine.BootCount}.{node.AgentStarts}"),
            Clock = node.Machine.Clock,
            Services = world.Options.Services,
            DataFolder = "/var/lib/scalewright",
            OnServiceCall = (service, method, arguments) =>
                world.Recording?.RecordNodeCall(
                    RunEventKind.ServiceCall,
                    node.Name,
                    ServiceCallText.Create($"{service}.{method}", arguments, node.Name)
                ),
        };
        _commands = new RunningCommands(world.Operations);
        AgentHost host = new(options, new SimulatedPrograms(world, node, files, _commands), files);
        NetworkListener listener = world.Network.Listen(node.Host, Port);
        _process = new ProcessContext(world.Kernel);
        Serving = _process.Start(() => ServeAllAsync(host, listener));
    }

    /// <summary>Completes with the listener; never completes if the process is killed first.</summary>
    public Task Serving { get; }

    public void Freeze() => _process.Freeze();

    public void Thaw() => _process.Thaw();

    public void End()
    {
        _process.End();
        _commands.EndAll();
    }

    private static async Task ServeAllAsync(AgentHost host, NetworkListener listener)
    {
        try
        {
            while (true)
            {
                _ = host.ServeAsync(await listener.AcceptAsync());
            }
        }
        catch (SocketException)
        {
            // The machine lost its network. Turning it on again starts another agent.
        }
    }
}

/// <summary>Files of a simulated node. Writing a file creates its folder.</summary>
internal sealed class NodeFiles(SimulatedDisk disk, Action<string> note) : INodeFiles
{
    public ValueTask<Stream> OpenAsync(string path, CancellationToken cancellationToken)
    {
        note($"read {path}");
        return new(new DiskStream(disk.Open(Checked(path), FileMode.Open), isWritable: false));
    }

    public ValueTask<Stream> CreateAsync(string path, CancellationToken cancellationToken)
    {
        note($"write {path}");
        disk.CreateFolder(DiskPath.GetFolder(DiskPath.Normalize(Checked(path))));
        return new ValueTask<Stream>(new DiskStream(disk.Open(path, FileMode.Create), isWritable: true));
    }

    public async ValueTask RenameAsync(string path, string newPath, CancellationToken cancellationToken)
    {
        disk.Rename(Checked(path), Checked(newPath));
        await disk.FlushFolderAsync(DiskPath.GetFolder(DiskPath.Normalize(newPath)));
    }

    public ValueTask DeleteAsync(string path, CancellationToken cancellationToken)
    {
        if (disk.Exists(Checked(path)))
        {
            disk.Delete(path);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<ValueList<string>> ListAsync(string folder, CancellationToken cancellationToken) =>
        new(disk.ListNames(Checked(folder)).ToValueList());

    private static string Checked(string path) =>
        path.Split('/').Any(name => name is "." or "..")
            ? throw new IOException($"the path '{TextEscaping.Escape(path)}' has a relative part; use names only")
            : path;
}

/// <summary>File of a simulated disk as a stream, from the start. Stream helpers of .NET stay on the loop.</summary>
internal sealed class DiskStream(SimulatedFile file, bool isWritable) : Stream
{
    // Helpers of .NET call the stream again without the context of the program that opened it.
    private readonly SynchronizationContext? _program = SynchronizationContext.Current;
    private int _position;

    public override bool CanRead => !isWritable;

    public override bool CanWrite => isWritable;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(StartAsync(buffer, ReadOnceAsync, cancellationToken));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        StartAsync(buffer.AsMemory(offset, count), ReadOnceAsync, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(StartAsync(buffer, WriteOnceAsync, cancellationToken));

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        StartAsync<ReadOnlyMemory<byte>>(buffer.AsMemory(offset, count), WriteOnceAsync, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        isWritable ? StartAsync(file, FlushOnceAsync, CancellationToken.None) : Task.CompletedTask;

    public override void Flush() => throw Blocking();

    public override int Read(byte[] buffer, int offset, int count) => throw Blocking();

    public override void Write(byte[] buffer, int offset, int count) => throw Blocking();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static NotSupportedException Blocking() => new("A simulated disk cannot block its loop; await the asynchronous call.");

    private async ValueTask<int> ReadOnceAsync(Memory<byte> buffer)
    {
        int count = await file.ReadAsync(_position, buffer);
        _position += count;
        return count;
    }

    private async ValueTask<int> WriteOnceAsync(ReadOnlyMemory<byte> buffer)
    {
        await file.WriteAsync(_position, buffer);
        _position += buffer.Length;
        return buffer.Length;
    }

    private static async ValueTask<int> FlushOnceAsync(SimulatedFile file)
    {
        await file.FlushAsync();
        return 0;
    }

    private Task<int> StartAsync<T>(T input, Func<T, ValueTask<int>> access, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<int>(cancellationToken);
        }

        LoopSource<int> source = new(null, CancellationToken.None);
        using (new ContextScope(SynchronizationContext.Current ?? _program))
        {
            _ = CompleteAsync(access(input), source);
        }

        return source.Task;
    }

    private static async Task CompleteAsync(ValueTask<int> access, LoopSource<int> source)
    {
        int count;
        try
        {
            count = await access;
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException)
        {
            source.Fail(failure);
            return;
        }

        source.Set(count);
    }
}
