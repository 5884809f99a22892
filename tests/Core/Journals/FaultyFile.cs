using System.Runtime.InteropServices;

namespace Sdk.Tests.Journals;

internal sealed class FaultyFile(FaultyFileSystem files, DiskNode node, string path) : IFile
{
    private readonly int _life = files.Life;

    public long Length
    {
        get
        {
            lock (files.Gate)
            {
                return node.Bytes.Count;
            }
        }
    }

    private bool IsDead => _life != files.Life;

    public int Read(long offset, Span<byte> buffer)
    {
        lock (files.Gate)
        {
            Check("read");
            int count = (int)Math.Min(Math.Min(buffer.Length, files.TransferMax), Math.Max(0, node.Bytes.Count - offset));
            if (count > 0)
            {
                CollectionsMarshal.AsSpan(node.Bytes).Slice((int)offset, count).CopyTo(buffer);
            }

            return count;
        }
    }

    public int Append(ReadOnlySpan<byte> bytes)
    {
        lock (files.Gate)
        {
            Check("append");
            int count = (int)Math.Min(Math.Min(bytes.Length, files.TransferMax), files.GetFreeBytes(path));
            if (count <= 0 && bytes.Length > 0)
            {
                throw new FileSystemException(FileSystemError.Full, "append to", path);
            }

            node.Bytes.AddRange(bytes[..count]);
            return count;
        }
    }

    public int Write(long offset, ReadOnlySpan<byte> bytes)
    {
        lock (files.Gate)
        {
            Check("write");
            int within = (int)Math.Clamp(node.Bytes.Count - offset, 0, bytes.Length);
            long gap = Math.Max(0, offset - node.Bytes.Count);
            int count = (int)Math.Min(Math.Min(bytes.Length, files.TransferMax), within + Math.Max(0, files.GetFreeBytes(path) - gap));
            if (count <= 0 && bytes.Length > 0)
            {
                throw new FileSystemException(FileSystemError.Full, "write to", path);
            }

            node.Bytes.AddRange(new byte[Math.Max(0, (int)offset + count - node.Bytes.Count)]);
            bytes[..count].CopyTo(CollectionsMarshal.AsSpan(node.Bytes)[(int)offset..]);
            return count;
        }
    }

    public void Truncate(long length)
    {
        lock (files.Gate)
        {
            Check("truncate");
            node.Bytes.RemoveRange((int)length, node.Bytes.Count - (int)length);
        }
    }

    public async ValueTask FlushAsync()
    {
        await files.PassGateAsync();
        lock (files.Gate)
        {
            Check("flush");
            node.Flush();
        }
    }

    public LockOutcome TryLock()
    {
        lock (files.Gate)
        {
            Check("lock");
            if (!files.KnowsLocks)
            {
                return LockOutcome.Unsupported;
            }

            if (node.LockedBy is { IsDead: false } other && other != this)
            {
                return LockOutcome.Busy;
            }

            node.LockedBy = this;
            return LockOutcome.Acquired;
        }
    }

    public bool IsSameFile(string path)
    {
        lock (files.Gate)
        {
            return files.IsNamed(path, node);
        }
    }

    public void Dispose()
    {
        lock (files.Gate)
        {
            node.LockedBy = node.LockedBy == this ? null : node.LockedBy;
        }
    }

    private void Check(string call)
    {
        if (IsDead)
        {
            throw new FileSystemException(FileSystemError.Failed, call, path, "the process is gone");
        }

        files.Check(call, path);
    }
}
