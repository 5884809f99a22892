namespace PhenixScaleApp.Documents;

/// <summary>A text is not JSON.</summary>
/// <param name="position">Offset in bytes.</param>
/// <param name="expected">What should have been there.</param>
internal sealed class JsonSyntaxException(int position, string expected) : Exception($"expected {expected} at byte {position}")
{
    /// <summary>Offset in bytes.</summary>
    public int Position => position;
}
