namespace Scalewright.Providers.Local.Links.Relays;

/// <summary>A frame under way: the first bytes of a buffer that is given back when it has gone out.</summary>
internal readonly record struct Frame(byte[] Buffer, int Length)
{
    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, Length);
}
