namespace Scalewright.Journals;

/// <summary>File that occupies disk space, so that space can be released when the disk is full.</summary>
internal sealed class ReservedSpaceFile(StoreFolder folder, int length)
{
    private static readonly byte[] Zeros = new byte[64 * 1024];

    /// <summary>Full length in bytes; 0 if there is no reserve.</summary>
    public int Length => length;

    /// <summary>True if the file is too short, because it was released or the disk had no space.</summary>
    public bool IsSpent { get; private set; }

    /// <summary>Extends the file to its full length.</summary>
    /// <returns>False if the disk has too little space.</returns>
    public async ValueTask<bool> FillAsync()
    {
        long existingLength = FindLength();
        if (existingLength >= length)
        {
            IsSpent = false;
            return true;
        }

        // Space that is known to be insufficient is not allocated, so that other processes can use it.
        bool isHopeless = IsSpent && folder.Files.GetFreeBytes(folder.Path) < length - existingLength;
        IsSpent = true;
        if (isHopeless || !await TryGrowAsync(existingLength))
        {
            return false;
        }

        IsSpent = false;
        return true;
    }

    public async ValueTask ReleaseAsync()
    {
        IsSpent = length > 0;
        folder.DeleteIfThere(StoreFolder.Reserve);
        await folder.FlushNamesAsync();
    }

    private async ValueTask<bool> TryGrowAsync(long existingLength)
    {
        using IFile file = folder.Open(StoreFolder.Reserve, FileOpenMode.AppendOrCreate);
        try
        {
            int piece = Math.Min(length, Zeros.Length);
            for (long written = existingLength; written < length; written += piece)
            {
                file.AppendAll(Zeros.AsSpan(0, (int)Math.Min(piece, length - written)));
            }

            await folder.FlushAsync(file);
            await folder.FlushNamesAsync();
            return true;
        }
        catch (FileSystemException exception) when (exception.Error == FileSystemError.Full)
        {
            file.Truncate(existingLength);
            if (existingLength == 0)
            {
                folder.DeleteIfThere(StoreFolder.Reserve);
            }

            return false;
        }
    }

    private long FindLength()
    {
        using IFile? file = length == 0 ? null : folder.OpenIfThere(StoreFolder.Reserve);
        return file?.Length ?? 0;
    }
}
