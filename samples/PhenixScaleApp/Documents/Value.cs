namespace PhenixScaleApp.Documents;

/// <summary>A value of an experiment document. Unlike <c>DocumentNode</c> it can be changed, because the document is what the app gives back.</summary>
internal abstract class Value
{
    /// <summary>Writes the value.</summary>
    public abstract void WriteTo(DocumentWriter writer);

    /// <summary>The value itself, or what a part of the document that was not looked into yet turns out to be.</summary>
    public virtual Value Expand() => this;
}
