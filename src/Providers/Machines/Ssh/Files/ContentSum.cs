namespace Scalewright.Providers.Ssh.Files;

/// <summary>The sum of a file's content, as the programs of machines print it.</summary>
internal sealed class ContentSum(SumKind kind) : IDisposable
{
    // POSIX cksum: the polynomial of ISO/IEC 8802-3, highest bit first.
    private const uint Polynomial = 0x04C11DB7;
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Remainder)];

    private readonly IncrementalHash? _hash = kind == SumKind.Sha256 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    private uint _crc;
    private long _length;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _length += bytes.Length;
        if (_hash is not null)
        {
            _hash.AppendData(bytes);
            return;
        }

        foreach (byte value in bytes)
        {
            AppendCrc(value);
        }
    }

    public string Finish()
    {
        if (_hash is not null)
        {
            return Convert.ToHexStringLower(_hash.GetHashAndReset());
        }

        // POSIX cksum: then the length, lowest byte first, without leading zeros.
        for (long rest = _length; rest != 0; rest >>= 8)
        {
            AppendCrc((byte)rest);
        }

        return (~_crc).ToString(CultureInfo.InvariantCulture);
    }

    public void Dispose() => _hash?.Dispose();

    private static uint Remainder(int value)
    {
        uint crc = (uint)value << 24;
        for (int bit = 0; bit < 8; bit++)
        {
            crc = (crc & 0x80000000) != 0 ? (crc << 1) ^ Polynomial : crc << 1;
        }

        return crc;
    }

    private void AppendCrc(byte value) => _crc = (_crc << 8) ^ Table[(byte)(_crc >> 24) ^ value];
}
