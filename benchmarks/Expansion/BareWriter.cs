using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Benchmarks.Expansion;

/// <summary>Baseline: writes the same bytes as literals and numbers, without a model or patterns.</summary>
internal static class BareWriter
{
    private const int LineRoom = 1024;
    private static readonly StandardFormat ThreeDigits = new('D', 3);

    public static void Write(string name, int nodes, int containersPerNode, IBufferWriter<byte> sink)
    {
        for (int node = 0; node < nodes; node++)
        {
            byte[] host = Encoding.UTF8.GetBytes($"{name}-{node + 1:00000}");
            Span<byte> span = sink.GetSpan(LineRoom);
            int at = Put(span, 0, "# "u8);
            at = Put(span, at, host);
            at = Put(span, at, "\ndisk prepare otsimfs.tgz\n"u8);
            sink.Advance(at);
            for (int i = 0; i < containersPerNode; i++)
            {
                WriteContainer(host, i + 1, (uint)((node * containersPerNode) + i), sink);
            }

            sink.Write("vm start all\n"u8);
        }
    }

    private static void WriteContainer(ReadOnlySpan<byte> host, int number, uint index, IBufferWriter<byte> sink)
    {
        Span<byte> span = sink.GetSpan(LineRoom);
        int at = Put(span, 0, "vm config vcpus 1\nvm config memory 512\nvm config filesystem /"u8);
        at = Put(span, at, host);
        at = Put(span, at, "/c"u8);
        at = Put(span, at, number, default);
        at = Put(span, at, "/fs\nvm config hostname "u8);
        at = Put(span, at, host);
        at = Put(span, at, "-c"u8);
        at = Put(span, at, number, ThreeDigits);
        at = Put(span, at, "\nvm config net MGMT CTRL\nvm launch container "u8);
        at = Put(span, at, host);
        at = Put(span, at, "-c"u8);
        at = Put(span, at, number, ThreeDigits);
        at = Put(span, at, "\ncc exec ip addr add "u8);
        at = PutAddress(span, at, 0x0A000002 + index);
        at = Put(span, at, "/8 dev veth0\ncc exec ip addr add "u8);
        at = PutAddress(span, at, 0xAC100002 + index);
        at = Put(span, at, "/12 dev veth1\ncc exec ip route add default via 10.0.0.1\n"u8);
        sink.Advance(at);
    }

    private static int PutAddress(Span<byte> span, int at, uint bits)
    {
        at = Put(span, at, (int)(bits >> 24), default);
        span[at++] = (byte)'.';
        at = Put(span, at, (int)((bits >> 16) & 255), default);
        span[at++] = (byte)'.';
        at = Put(span, at, (int)((bits >> 8) & 255), default);
        span[at++] = (byte)'.';
        return Put(span, at, (int)(bits & 255), default);
    }

    private static int Put(Span<byte> span, int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(span[at..]);
        return at + text.Length;
    }

    private static int Put(Span<byte> span, int at, int number, StandardFormat format)
    {
        Utf8Formatter.TryFormat(number, span[at..], out int written, format);
        return at + written;
    }
}
