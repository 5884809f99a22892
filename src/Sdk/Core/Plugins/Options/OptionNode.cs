using Scalewright.Documents;

namespace Scalewright.Plugins.Options;

/// <summary>Value of a profile that is read as an option.</summary>
/// <param name="Node">The value.</param>
/// <param name="Field">Path of the option, for example <c>disks[0].size</c>.</param>
/// <param name="Problems">Receives the problems.</param>
public readonly record struct OptionNode(DocumentNode Node, string Field, ProblemList Problems)
{
    /// <summary>The value as a scalar. Null for a map, a list or a null value.</summary>
    public DocumentScalar? Scalar => Node is DocumentScalar { ScalarKind: not ScalarKind.Null } scalar ? scalar : null;

    /// <summary>Reports a value of a wrong type.</summary>
    /// <param name="advice">The accepted values, as a clause.</param>
    /// <returns>False, as the result of a reader.</returns>
    public bool ReportWrongType(string advice)
    {
        Problems.AddError(ProblemCode.WrongType, Node.Position, Field, $"found {Node.Description}", advice);
        return false;
    }

    /// <summary>Reports a number outside its range.</summary>
    /// <param name="message">The finding, as a clause.</param>
    /// <param name="advice">The accepted values, as a clause.</param>
    /// <returns>False, as the result of a reader.</returns>
    public bool ReportOutOfRange(string message, string advice)
    {
        Problems.AddError(ProblemCode.OutOfRange, Node.Position, Field, message, advice);
        return false;
    }

    /// <summary>Warns about a text that was read as another type, unless the format is untyped.</summary>
    /// <param name="type">The type, for example <c>a number</c>.</param>
    public void WarnCoerced(string type)
    {
        if (Node is DocumentScalar { ScalarKind: ScalarKind.Text, IsUntyped: false })
        {
            Problems.AddWarning(
                ProblemCode.ValueCoerced,
                Node.Position,
                Field,
                $"{Node.Description} was read as {type}",
                "write it without quotes"
            );
        }
    }
}
