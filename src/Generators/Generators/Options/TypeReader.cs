namespace Scalewright.Generators.Options;

internal static class TypeReader
{
    private const double LongLimit = 9_007_199_254_740_992; // 2^53: a double represents integers exactly up to here
    private const double DecimalLimit = 7.9e28;

    /// <summary>Returns the type as text, or null if options cannot have it.</summary>
    /// <param name="outer">Records that are being read, to detect recursion.</param>
    public static ValueModel? Read(ITypeSymbol type, Stack<ITypeSymbol> outer, DiagnosticSink? faults)
    {
        bool isNullable = type.NullableAnnotation == NullableAnnotation.Annotated;
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            type = nullable.TypeArguments[0];
        }

        ValueModel? value = ReadScalar(type) ?? (type is INamedTypeSymbol named ? ReadNamed(named, outer, faults) : null);
        return value is null ? null : value with { IsNullable = isNullable, IsValueType = type.IsValueType };
    }

    /// <summary>Returns the type with bounds on its numbers, or null if it has no numbers.</summary>
    public static ValueModel? WithRange(ValueModel value, double minimum, double maximum) =>
        value.Kind switch
        {
            ValueKind.Int32 => WithBounds(value, Math.Ceiling(minimum), Math.Floor(maximum), int.MinValue, int.MaxValue, "0"),
            ValueKind.Int64 => WithBounds(value, Math.Ceiling(minimum), Math.Floor(maximum), LongLimit * -1, LongLimit, "0"),
            ValueKind.Double => WithBounds(value, minimum, maximum, double.MinValue, double.MaxValue, "R"),
            ValueKind.Decimal => WithBounds(value, minimum, maximum, DecimalLimit * -1, DecimalLimit, "R"),
            ValueKind.List or ValueKind.Names when WithRange(value.Item!, minimum, maximum) is { } model => value with { Item = model },
            _ => null,
        };

    /// <summary>Returns the type with a length, or null if it has no length.</summary>
    public static ValueModel? WithLength(ValueModel value, LengthModel length) =>
        value.Kind is ValueKind.Text or ValueKind.List or ValueKind.Names ? value with { Length = length } : null;

    /// <summary>Returns the type with a pattern of its texts, or null if it has no texts.</summary>
    public static ValueModel? WithPattern(ValueModel value, string pattern, string? description) =>
        value.Kind switch
        {
            ValueKind.Text => value with { Pattern = pattern, PatternDescription = description },
            ValueKind.List or ValueKind.Names when WithPattern(value.Item!, pattern, description) is { } model => value with
            {
                Item = model,
            },
            _ => null,
        };

    private static ValueModel? ReadScalar(ITypeSymbol type) =>
        type.SpecialType switch
        {
            SpecialType.System_String => new(ValueKind.Text, "string"),
            SpecialType.System_Boolean => new(ValueKind.Boolean, "bool"),
            SpecialType.System_Int32 => new(ValueKind.Int32, "int"),
            SpecialType.System_Int64 => new(ValueKind.Int64, "long"),
            SpecialType.System_Double => new(ValueKind.Double, "double"),
            SpecialType.System_Decimal => new(ValueKind.Decimal, "decimal"),
            _ => null,
        };

    private static ValueModel? ReadNamed(INamedTypeSymbol type, Stack<ITypeSymbol> outer, DiagnosticSink? faults) =>
        type switch
        {
            { TypeKind: TypeKind.Enum } => new(ValueKind.Word, FullName(type))
            {
                Members = new(
                    type.GetMembers()
                        .OfType<IFieldSymbol>()
                        .Where(static field => field.HasConstantValue)
                        .Select(static field => field.Name)
                ),
            },
            { Name: "TimeSpan", Arity: 0 } when KnownNames.IsIn(type, "System") => new(ValueKind.Duration, "global::System.TimeSpan"),
            { Name: "Uri", Arity: 0 } when KnownNames.IsIn(type, "System") => new(ValueKind.Uri, "global::System.Uri"),
            { Name: "IPAddress", Arity: 0 } when KnownNames.IsIn(type, "System", "Net") => new(
                ValueKind.IPAddress,
                "global::System.Net.IPAddress"
            ),
            { Name: "IPNetwork", Arity: 0 } when KnownNames.IsIn(type, "System", "Net") => new(
                ValueKind.IPNetwork,
                "global::System.Net.IPNetwork"
            ),
            { Name: "Subnet", Arity: 0 } when KnownNames.IsIn(type, "Scalewright", "Topologies") => new(ValueKind.Subnet, FullName(type)),
            { Name: "DocumentNode", Arity: 0 } when KnownNames.IsIn(type, "Scalewright", "Documents") => new(
                ValueKind.Node,
                FullName(type)
            ),
            { Name: "DocumentMap", Arity: 0 } when KnownNames.IsIn(type, "Scalewright", "Documents") => new(ValueKind.Map, FullName(type)),
            { Name: "ValueList", Arity: 1 } when KnownNames.IsIn(type, "Scalewright") => ReadItems(type, ValueKind.List, outer, faults),
            { Name: "ValueMap", Arity: 1 } when KnownNames.IsIn(type, "Scalewright") => ReadItems(type, ValueKind.Names, outer, faults),
            { IsRecord: true }
                when !outer.Contains(type, SymbolEqualityComparer.Default) && RecordReader.Read(type, outer, faults) is { } record => new(
                ValueKind.Record,
                record.Type
            )
            {
                Record = record,
            },
            _ => null,
        };

    private static ValueModel? ReadItems(INamedTypeSymbol type, ValueKind kind, Stack<ITypeSymbol> outer, DiagnosticSink? faults) =>
        Read(type.TypeArguments[0], outer, faults) is { } model ? new(kind, FullName(type)) { Item = model } : null;

    private static string FullName(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    /// <summary>Returns bounds as literals. Omits those that the type implies.</summary>
    private static ValueModel WithBounds(ValueModel value, double minimum, double maximum, double least, double most, string format)
    {
        string? lower = minimum > least && minimum <= most ? Text(minimum) : null;
        string? upper = maximum < most && maximum >= least ? Text(maximum) : null;
        return value with { Minimum = lower, Maximum = upper };

        string Text(double bound) => bound.ToString(format, CultureInfo.InvariantCulture);
    }
}
