namespace Scalewright.Journals;

/// <summary>A file that takes space while there is some, so that there is some when there is none.</summary>
internal sealed class Reserve(StoreFolder folder, int length)
{
    private const int PieceLength = 64 * 1024;

    /// <summary>True when its space was given back since it was filled.</summary>
    public bool IsSpent { get; private set; }

    /// <summary>Makes the file anew unless it is there in full length.</summary>
    /// <returns>False when the disk is too full for it.</returns>
    public async ValueTask<bool> FillAsync(Failpoints failpoints)
    {
        if (length == 0 || IsFull())
        {
            return true;
        }

        try
        {
            using IFile file = folder.CreateFresh(StoreFolder.Reserve);
            byte[] zeros = new byte[Math.Min(length, PieceLength)];
            for (int written = 0; written < length; written += zeros.Length)
            {
                file.AppendAll(zeros.AsSpan(0, Math.Min(zeros.Length, length - written)));
                failpoints.Pass(StoreFailpoints.ReserveHalfWritten);
            }

            await folder.FlushAsync(file);
            await folder.FlushNamesAsync();
            IsSpent = false;
            return true;
        }
        catch (DiskException exception) when (exception.Error == DiskError.Full)
        {
            folder.DeleteIfThere(StoreFolder.Reserve);
            return false;
        }
    }

    /// <summary>Gives the space back.</summary>
    public async ValueTask ReleaseAsync()
    {
        IsSpent = length > 0;
        folder.DeleteIfThere(StoreFolder.Reserve);
        await folder.FlushNamesAsync();
    }

    private bool IsFull()
    {
        using IFile? file = folder.OpenIfThere(StoreFolder.Reserve);
        return file?.Length == length;
    }
}
