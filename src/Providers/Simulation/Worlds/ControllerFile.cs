using Scalewright.Journals;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Open file on the controllers' disk. Only flushing takes time.</summary>
internal sealed class ControllerFile(World world, SimulatedController controller, SimulatedFile file, string path, bool isWritable) : IFile
{
    private readonly int _process = controller.KillCount;
    private bool _isClosed;

    public long Length => file.Length;

    /// <summary>True if its lock is still held: the file is open and its process was not killed.</summary>
    public bool IsHeld => !_isClosed && _process == controller.KillCount;

    public int Read(long offset, Span<byte> buffer)
    {
        try
        {
            return offset >= file.Length ? 0 : file.Read((int)offset, buffer);
        }
        catch (IOException failure)
        {
            throw ControllerFiles.ToException(failure, "read", path);
        }
    }

    public int Append(ReadOnlySpan<byte> bytes)
    {
        RequireWritable("append to");
        int before = file.Length;
        try
        {
            file.Write(before, bytes);
        }
        catch (IOException) when (file.Length > before)
        {
            // A prefix was written. The caller retries the rest and then gets the exception.
        }
        catch (IOException failure)
        {
            throw ControllerFiles.ToException(failure, "append to", path);
        }

        return file.Length - before;
    }

    public int Write(long offset, ReadOnlySpan<byte> bytes)
    {
        RequireWritable("write to");
        try
        {
            file.Write(checked((int)offset), bytes);
        }
        catch (IOException failure)
        {
            throw ControllerFiles.ToException(failure, "write to", path);
        }

        return bytes.Length;
    }

    public void Truncate(long length)
    {
        try
        {
            file.SetLength(checked((int)length));
        }
        catch (IOException failure)
        {
            throw ControllerFiles.ToException(failure, "cut", path);
        }
    }

    public ValueTask FlushAsync()
    {
        world.RequireRun("The flush of a file");
        return world.Recording is { } recording ? recording.Start(() => FlushRecordedAsync(recording)) : FlushFileAsync();
    }

    private async ValueTask FlushRecordedAsync(RunRecording recording)
    {
        int write = recording.BeginWrite(controller, path);
        try
        {
            await FlushFileAsync();
            recording.End(write);
        }
        catch (FileSystemException failure)
        {
            recording.End(write, failure.Message);
            throw;
        }
    }

    private async ValueTask FlushFileAsync()
    {
        ProcessOperations operations = controller.Operations;
        operations.Begin(SimulatedOperation.Flush);
        try
        {
            await file.FlushAsync();
        }
        catch (IOException failure)
        {
            throw ControllerFiles.ToException(failure, "flush", path);
        }
        finally
        {
            operations.End(SimulatedOperation.Flush);
        }
    }

    public LockOutcome TryLock() => world.Locks.TryLock(file.Content, this) ? LockOutcome.Acquired : LockOutcome.Busy;

    public bool IsSameFile(string path) => ReferenceEquals(world.Disk.Find(ControllerFiles.RemoveRedundantSegments(path)), file.Content);

    public void Dispose() => _isClosed = true;

    private void RequireWritable(string call)
    {
        if (!isWritable)
        {
            throw new FileSystemException(FileSystemError.AccessDenied, call, path, "it was opened for reading");
        }
    }
}
