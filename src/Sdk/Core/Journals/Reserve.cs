namespace Scalewright.Journals;

/// <summary>A file that takes space while there is some, so that there is some when there is none.</summary>
internal sealed class Reserve(StoreFolder folder, int length)
{
    private const int PieceLength = 64 * 1024;

    /// <summary>Bytes that it has when it is whole; 0: there is none.</summary>
    public int Length => length;

    /// <summary>True when it is not whole: this program or one before released it, or found no space for it.</summary>
    public bool IsSpent { get; private set; }

    /// <summary>Makes the file whole.</summary>
    /// <returns>False when the disk is too full for it.</returns>
    public async ValueTask<bool> FillAsync()
    {
        long there = FindLength();
        if (there >= length)
        {
            IsSpent = false;
            return true;
        }

        // What is known to be too little is not taken away from others, not even for a moment.
        bool isHopeless = IsSpent && folder.Files.GetFreeBytes(folder.Path) < length - there;
        IsSpent = true;
        if (isHopeless || !await TryGrowAsync(there))
        {
            return false;
        }

        IsSpent = false;
        return true;
    }

    /// <summary>Gives the space back.</summary>
    public async ValueTask ReleaseAsync()
    {
        IsSpent = length > 0;
        folder.DeleteIfThere(StoreFolder.Reserve);
        await folder.FlushNamesAsync();
    }

    private async ValueTask<bool> TryGrowAsync(long there)
    {
        using IFile file = folder.Open(StoreFolder.Reserve, FileOpening.AppendOrCreate);
        try
        {
            byte[] zeros = new byte[Math.Min(length, PieceLength)];
            for (long written = there; written < length; written += zeros.Length)
            {
                file.AppendAll(zeros.AsSpan(0, (int)Math.Min(zeros.Length, length - written)));
            }

            await folder.FlushAsync(file);
            await folder.FlushNamesAsync();
            return true;
        }
        catch (DiskException exception) when (exception.Error == DiskError.Full)
        {
            file.Truncate(there);
            if (there == 0)
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
