using System.Buffers.Binary;
using System.Text;

namespace Loopback.Kubernetes.Exec.Spdy;

/// <summary>The words that compressed headers may refer to from the first one on (SPDY protocol, draft 3, section 2.6.10.1): 1423 bytes.</summary>
internal static class SpdyWords
{
    // Each has its length before it, as in a header block.
    private const string Counted =
        "options|head|post|put|delete|trace|accept|accept-charset|accept-encoding|accept-language|accept-ranges|age|allow|authorization|cache-control|connection|"
        + "content-base|content-encoding|content-language|content-length|content-location|content-md5|content-range|content-type|date|etag|expect|expires|from|host|"
        + "if-match|if-modified-since|if-none-match|if-range|if-unmodified-since|last-modified|location|max-forwards|pragma|proxy-authenticate|proxy-authorization|range|"
        + "referer|retry-after|server|te|trailer|transfer-encoding|upgrade|user-agent|vary|via|warning|www-authenticate|method|get|status|200 OK|version|HTTP/1.1|url|"
        + "public|set-cookie|keep-alive|origin";

    private const string Plain =
        "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505203 Non-Authoritative Information204 No Content301 Moved Permanently"
        + "400 Bad Request401 Unauthorized403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented503 Service UnavailableJan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec"
        + " 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMTchunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,"
        + "publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.";

    /// <summary>How both sides name it: its Adler-32, as RFC 1950 has it.</summary>
    public const uint Id = 0xE3C6A7C2;

    public static ReadOnlyMemory<byte> All { get; } = Make();

    private static byte[] Make()
    {
        List<byte> all = [];
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (string word in Counted.Split('|'))
        {
            BinaryPrimitives.WriteInt32BigEndian(length, word.Length);
            all.AddRange(length);
            all.AddRange(Encoding.ASCII.GetBytes(word));
        }

        return [.. all, .. Encoding.ASCII.GetBytes(Plain)];
    }
}
