namespace Scalewright.Documents;

/// <summary>Takes what <see cref="PlainYaml"/> finds, in the order of the text.</summary>
internal interface IPlainYamlTarget
{
    /// <summary>A map or a list begins.</summary>
    void Open(bool isMap, TextSpot spot);

    /// <summary>The innermost map or list ends.</summary>
    void Close();

    /// <summary>A key or a value, by its bytes: what stands between the quotes, when there are quotes.</summary>
    void Scalar(ReadOnlySpan<byte> ascii, bool isPlain, TextSpot spot);
}
