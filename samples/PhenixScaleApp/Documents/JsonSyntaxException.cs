namespace PhenixScaleApp.Documents;

/// <summary>A text is not JSON.</summary>
/// <param name="position">Offset in bytes.</param>
/// <param name="expected">The expected token.</param>
internal sealed class JsonSyntaxException(int position, string expected) : Exception($"expected {expected} at byte {position}")
{
    public int Position => position;
}
