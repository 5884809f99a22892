using System.Diagnostics.CodeAnalysis;

namespace Scalewright.Storage.Managing.Rest;

/// <summary>A request of a user cannot be done; the answer has the status and the reason.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Never leaves this assembly.")]
internal sealed class RestRefusal(int status, string reason) : Exception(reason)
{
    public int Status => status;
}
