using System.Net.Http.Headers;

namespace Scalewright.Rest;

/// <summary>An answer of a web service.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The answer.</param>
/// <param name="Headers">What else was said.</param>
internal sealed record RestReply(int Status, byte[] Body, HttpResponseHeaders Headers);
