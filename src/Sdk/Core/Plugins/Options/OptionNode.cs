using Scalewright.Documents;

namespace Scalewright.Plugins.Options;

/// <summary>A value of a profile while it is read as an option.</summary>
/// <param name="Node">The value.</param>
/// <param name="Field">Its path, as in <c>disks[0].size</c>.</param>
/// <param name="Problems">Where problems go.</param>
public readonly record struct OptionNode(DocumentNode Node, string Field, ProblemList Problems)
{
    /// <summary>The value as a scalar; null when it is a map, a list or nothing.</summary>
    public DocumentScalar? Scalar => Node is DocumentScalar { Scalar: not ScalarKind.Null } scalar ? scalar : null;

    /// <summary>Notes that the value is of another type than wanted.</summary>
    /// <param name="advice">What would be accepted, as a clause.</param>
    /// <returns>False, for a reader to return.</returns>
    public bool RefuseType(string advice)
    {
        Problems.AddError(ProblemCode.WrongType, Node.Spot, Field, $"found {Node.Kind}", advice);
        return false;
    }

    /// <summary>Notes that a number is outside of its range.</summary>
    /// <param name="found">What is wrong, as a clause.</param>
    /// <param name="advice">What would be accepted, as a clause.</param>
    /// <returns>False, for a reader to return.</returns>
    public bool RefuseRange(string found, string advice)
    {
        Problems.AddError(ProblemCode.OutOfRange, Node.Spot, Field, found, advice);
        return false;
    }

    /// <summary>Notes that a text was read as a value of another type, unless its format has no types.</summary>
    /// <param name="type">The type, as in <c>a number</c>.</param>
    public void WarnCoerced(string type)
    {
        if (Node is DocumentScalar { Scalar: ScalarKind.Text, IsUntyped: false })
        {
            Problems.AddWarning(ProblemCode.Coerced, Node.Spot, Field, $"{Node.Kind} was read as {type}", "write it without quotes");
        }
    }
}
