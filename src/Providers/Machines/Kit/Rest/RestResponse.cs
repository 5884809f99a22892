using System.Net.Http.Headers;

namespace Scalewright.Rest;

internal sealed record RestResponse(int Status, byte[] Body, HttpResponseHeaders Headers)
{
    public bool IsEmpty => Status == 204;
}
