using System.Formats.Tar;
using Scalewright.Agents;

namespace Scalewright.Providers.Ssh.Files;

/// <summary>Packs a folder of this machine: files, folders and links with their rights and times, in ordinal order of their names.</summary>
internal sealed class FolderWriter(string folder, FolderList list, FolderCount count)
{
    /// <param name="archive">Where it goes.</param>
    /// <param name="there">Files that are there already.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public async Task WriteAsync(Stream archive, IReadOnlySet<string> there, CancellationToken cancellationToken)
    {
        await using FollowedStream followed = new(archive, count);
        await using TarWriter writer = new(followed, TarEntryFormat.Pax, leaveOpen: true);
        foreach (FolderEntry entry in list.Entries.Where(entry => entry.Kind != EntryKind.File || !there.Contains(entry.Path)))
        {
            followed.Begin(entry.Size);
            await writer.WriteEntryAsync(Path.Combine(folder, entry.Path), $"./{entry.Path}", cancellationToken);
            followed.End();
        }
    }

    /// <summary>Sees how much of a file has gone; what stands before it counts as its own until then.</summary>
    private sealed class FollowedStream(Stream archive, FolderCount count) : TwoWayStream
    {
        private long _size;
        private long _gone;

        public void Begin(long size) => (_size, _gone) = (size, 0);

        public void End()
        {
            Advance(_size - _gone);
            count.AddEntry(_size);
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => archive.ReadAsync(buffer, cancellationToken);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await archive.WriteAsync(buffer, cancellationToken);
            Advance(Math.Min(buffer.Length, _size - _gone));
        }

        private void Advance(long bytes)
        {
            if (bytes > 0)
            {
                _gone += bytes;
                count.AddBytes(bytes, _gone);
            }
        }
    }
}
