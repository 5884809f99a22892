namespace Sdk.Tests.Journals;

internal sealed class DiskNode
{
    private const int SectorLength = 64;
    private byte[] _durable = [];

    public List<byte> Bytes { get; private set; } = [];

    public FaultyFile? LockedBy { get; set; }

    public void Flush() => _durable = [.. Bytes];

    /// <summary>Keeps or loses each unflushed sector at random; a lost new sector becomes zeros.</summary>
    public void Crash(Random? chance)
    {
        LockedBy = null;
        byte[] written = [.. Bytes];
        bool[] kept =
        [
            .. Enumerable.Range(0, (Math.Max(written.Length, _durable.Length) / SectorLength) + 1).Select(_ => chance?.Next(2) == 1),
        ];
        byte[] left = new byte[Math.Max(written.Length, _durable.Length)];
        int length = _durable.Length;
        for (int index = 0; index < left.Length; index++)
        {
            bool isNew = kept[index / SectorLength] && index < written.Length;
            left[index] =
                isNew ? written[index]
                : index < _durable.Length ? _durable[index]
                : (byte)0;
            length = isNew ? Math.Max(length, index + 1) : length;
        }

        Bytes = [.. left[..length]];
        Flush();
    }
}
