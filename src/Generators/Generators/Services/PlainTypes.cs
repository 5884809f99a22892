using Microsoft.CodeAnalysis;

namespace Scalewright.Generators.Services;

/// <summary>Types that are one token of JSON.</summary>
internal static class PlainTypes
{
    private const string Json = "global::Scalewright.Agents.Services.ServiceJson";

    /// <summary>How a type is written and read; null when it is none of these.</summary>
    public static (string Shape, string Write, string Read)? Find(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => ("bool", "writer.WriteBooleanValue(value)", "reader.GetBoolean()"),
        SpecialType.System_String => ("text", "writer.WriteStringValue(value)", $"{Json}.ReadText(ref reader)"),
        SpecialType.System_Char => ("char", "writer.WriteStringValue(value.ToString())", $"{Json}.ReadChar(ref reader)"),
        SpecialType.System_Double => ("f64", $"{Json}.WriteDouble(writer, value)", $"{Json}.ReadDouble(ref reader)"),
        SpecialType.System_Single => ("f32", $"{Json}.WriteSingle(writer, value)", $"{Json}.ReadSingle(ref reader)"),
        SpecialType.System_Decimal => Number("decimal", "Decimal"),
        _ when type.TypeKind == TypeKind.Enum => Enumeration((INamedTypeSymbol)type),
        _ => FindWhole(type.SpecialType) ?? FindNamed(type),
    };

    private static (string, string, string)? FindWhole(SpecialType type) => type switch
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

    private static (string, string, string)? FindNamed(ITypeSymbol type) => type.ToDisplayString() switch
    {
        "System.Guid" => ("guid", "writer.WriteStringValue(value)", "reader.GetGuid()"),
        "System.DateTimeOffset" => ("moment", "writer.WriteStringValue(value)", "reader.GetDateTimeOffset()"),
        "System.TimeSpan" => ("time", $"{Json}.WriteTime(writer, value)", $"{Json}.ReadTime(ref reader)"),
        "System.Uri" => ("uri", "writer.WriteStringValue(value.OriginalString)", $"{Json}.ReadUri(ref reader)"),
        "byte[]" => ("bytes", "writer.WriteBase64StringValue(value)", "reader.GetBytesFromBase64()"),
        "System.ReadOnlyMemory<byte>" => ("bytes", "writer.WriteBase64StringValue(value.Span)", "reader.GetBytesFromBase64()"),
        "System.Text.Json.JsonElement" => ("json", "value.WriteTo(writer)", "global::System.Text.Json.JsonElement.ParseValue(ref reader)"),
        _ => null,
    };

    private static (string, string, string) Number(string shape, string word) => (shape, "writer.WriteNumberValue(value)", $"reader.Get{word}()");

    // By number, so that a value that one side does not know is kept.
    private static (string, string, string) Enumeration(INamedTypeSymbol type)
    {
        bool isUnsigned = type.EnumUnderlyingType?.SpecialType is SpecialType.System_UInt64;
        string names = string.Join(",", type.GetMembers().OfType<IFieldSymbol>().Where(static field => field.HasConstantValue).Select(static field => $"{field.Name}={field.ConstantValue}"));
        string full = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        return ($"enum({names})", $"writer.WriteNumberValue(({(isUnsigned ? "ulong" : "long")})value)", $"checked(({full})reader.Get{(isUnsigned ? "UInt64" : "Int64")}())");
    }
}
