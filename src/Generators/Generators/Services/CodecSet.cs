namespace Scalewright.Generators.Services;

/// <summary>Collects the codecs of a service. The digest depends on the form of types, not on their names.</summary>
/// <param name="faults">Receives types that cannot be serialized. May be null.</param>
internal sealed class CodecSet(DiagnosticSink? faults)
{
    private const string None = "";

    private static readonly SymbolDisplayFormat Format = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
    );

    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);
    private readonly List<CodecModel> _codecs = [];

    public EquatableArray<CodecModel> Codecs => new(_codecs);

    public bool IsWhole { get; private set; } = true;

    public static string Text(ITypeSymbol type) => type.ToDisplayString(Format);

    /// <param name="symbol">Symbol that uses the type, for messages.</param>
    public int Add(ITypeSymbol type, ISymbol symbol)
    {
        string text = Text(type);
        if (_indices.TryGetValue(text, out int existing))
        {
            return existing;
        }

        int index = _codecs.Count;
        _indices.Add(text, index);
        // Reserve the index before adding contained types, which may refer to this type.
        _codecs.Add(new CodecModel(text, CodecKind.Plain));
        _codecs[index] = Make(type, text, symbol);
        return index;
    }

    public void Reject(ITypeSymbol type, ISymbol symbol, string advice)
    {
        IsWhole = false;
        faults?.Invoke(
            Rules.AgentTypeNotMarshalled,
            symbol,
            type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat),
            symbol.Name,
            advice
        );
    }

    private CodecModel Make(ITypeSymbol type, string text, ISymbol symbol)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return OrNull(nullable.TypeArguments[0], text, symbol) with { IsStruct = true };
        }

        // A value of a type without nullable annotations may be null.
        if (type is { IsReferenceType: true, NullableAnnotation: not NullableAnnotation.NotAnnotated } && type.TypeKind != TypeKind.Error)
        {
            return OrNull(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated), text, symbol);
        }

        if (PlainTypes.Find(type) is var (shape, write, read))
        {
            return new CodecModel(text, CodecKind.Plain)
            {
                Shape = shape,
                Write = write,
                Read = read,
            };
        }

        return MakeList(type, text, symbol) ?? MakeMap(type, text, symbol) ?? ObjectReader.Read(this, type, text, symbol);
    }

    private CodecModel OrNull(ITypeSymbol inner, string text, ISymbol symbol)
    {
        int item = Add(inner, symbol);
        return new CodecModel(text, CodecKind.OrNull)
        {
            Item = item,
            ItemType = Text(inner),
            Shape = $"?{item}",
        };
    }

    private CodecModel? MakeList(ITypeSymbol type, string text, ISymbol symbol)
    {
        ITypeSymbol? element = type switch
        {
            IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
            INamedTypeSymbol { TypeArguments.Length: 1 } named when IsList(named) => named.TypeArguments[0],
            _ => null,
        };
        if (element is null)
        {
            return null;
        }

        int item = Add(element, symbol);
        return new CodecModel(text, CodecKind.List)
        {
            Item = item,
            ItemType = Text(element),
            Shape = $"[{item}]",
        };
    }

    private CodecModel? MakeMap(ITypeSymbol type, string text, ISymbol symbol)
    {
        (ITypeSymbol? element, string read) = type switch
        {
            INamedTypeSymbol { TypeArguments.Length: 1, OriginalDefinition: var definition } named
                when definition.ToDisplayString() == "Scalewright.ValueMap<T>" => (
                named.TypeArguments[0],
                "global::Scalewright.ValueMap.ToValueMap(entries)"
            ),
            INamedTypeSymbol { TypeArguments.Length: 2, OriginalDefinition: var definition } named
                when named.TypeArguments[0].SpecialType == SpecialType.System_String
                    && definition.ToDisplayString()
                        is "System.Collections.Generic.Dictionary<TKey, TValue>"
                            or "System.Collections.Generic.IReadOnlyDictionary<TKey, TValue>"
                            or "System.Collections.Generic.IDictionary<TKey, TValue>" => (named.TypeArguments[1], "entries"),
            _ => ((ITypeSymbol?)null, None),
        };
        if (element is null)
        {
            return null;
        }

        int item = Add(element, symbol);
        return new CodecModel(text, CodecKind.Map)
        {
            Item = item,
            ItemType = Text(element),
            Read = read,
            Shape = $"{{{item}}}",
        };
    }

    private static bool IsList(INamedTypeSymbol type) =>
        type.OriginalDefinition.ToDisplayString()
            is "Scalewright.ValueList<T>"
                or "System.Collections.Generic.List<T>"
                or "System.Collections.Generic.IReadOnlyList<T>"
                or "System.Collections.Generic.IReadOnlyCollection<T>"
                or "System.Collections.Generic.IList<T>"
                or "System.Collections.Generic.IEnumerable<T>"
                or "System.Collections.Immutable.ImmutableArray<T>";
}

/// <summary>Types that are a single JSON token.</summary>
internal static class PlainTypes
{
    private const string Json = "global::Scalewright.Agents.Services.ServiceJson";

    /// <summary>Returns the form and the code for a type, or null for other types.</summary>
    public static (string Shape, string Write, string Read)? Find(ITypeSymbol type) =>
        type.SpecialType switch
        {
            SpecialType.System_Boolean => ("bool", "writer.WriteBooleanValue(value)", "reader.GetBoolean()"),
            SpecialType.System_String => ("text", "writer.WriteStringValue(value)", $"{Json}.ReadString(ref reader)"),
            SpecialType.System_Char => ("char", "writer.WriteStringValue(value.ToString())", $"{Json}.ReadChar(ref reader)"),
            SpecialType.System_Double => ("f64", $"{Json}.WriteDouble(writer, value)", $"{Json}.ReadDouble(ref reader)"),
            SpecialType.System_Single => ("f32", $"{Json}.WriteSingle(writer, value)", $"{Json}.ReadSingle(ref reader)"),
            SpecialType.System_Decimal => Number("decimal", "Decimal"),
            _ when type.TypeKind == TypeKind.Enum => Enumeration((INamedTypeSymbol)type),
            _ => FindWhole(type.SpecialType) ?? FindNamed(type),
        };

    private static (string, string, string)? FindWhole(SpecialType type) =>
        type switch
        {
            SpecialType.System_SByte => Number("i8", "SByte"),
            SpecialType.System_Byte => Number("u8", "Byte"),
            SpecialType.System_Int16 => Number("i16", "Int16"),
            SpecialType.System_UInt16 => Number("u16", "UInt16"),
            SpecialType.System_Int32 => Number("i32", "Int32"),
            SpecialType.System_UInt32 => Number("u32", "UInt32"),
            SpecialType.System_Int64 => Number("i64", "Int64"),
            SpecialType.System_UInt64 => Number("u64", "UInt64"),
            _ => null,
        };

    private static (string, string, string)? FindNamed(ITypeSymbol type) =>
        type.ToDisplayString() switch
        {
            "System.Guid" => ("guid", "writer.WriteStringValue(value)", "reader.GetGuid()"),
            "System.DateTimeOffset" => ("moment", "writer.WriteStringValue(value)", "reader.GetDateTimeOffset()"),
            "System.TimeSpan" => ("time", $"{Json}.WriteTimeSpan(writer, value)", $"{Json}.ReadTimeSpan(ref reader)"),
            "System.Uri" => ("uri", "writer.WriteStringValue(value.OriginalString)", $"{Json}.ReadUri(ref reader)"),
            "byte[]" => ("bytes", "writer.WriteBase64StringValue(value)", "reader.GetBytesFromBase64()"),
            "System.ReadOnlyMemory<byte>" => ("bytes", "writer.WriteBase64StringValue(value.Span)", "reader.GetBytesFromBase64()"),
            "System.Text.Json.JsonElement" => (
                "json",
                "value.WriteTo(writer)",
                "global::System.Text.Json.JsonElement.ParseValue(ref reader)"
            ),
            _ => null,
        };

    private static (string, string, string) Number(string shape, string word) =>
        (shape, "writer.WriteNumberValue(value)", $"reader.Get{word}()");

    // Serialized by number, so that values unknown to one side are preserved.
    private static (string, string, string) Enumeration(INamedTypeSymbol type)
    {
        bool isUnsigned = type.EnumUnderlyingType?.SpecialType is SpecialType.System_UInt64;
        string names = string.Join(
            ",",
            type.GetMembers()
                .OfType<IFieldSymbol>()
                .Where(static field => field.HasConstantValue)
                .Select(static field => $"{field.Name}={field.ConstantValue}")
        );
        string full = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        return (
            $"enum({names})",
            $"writer.WriteNumberValue(({(isUnsigned ? "ulong" : "long")})value)",
            $"checked(({full})reader.Get{(isUnsigned ? "UInt64" : "Int64")}())"
        );
    }
}
