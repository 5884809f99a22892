namespace Scalewright.Generators.Services;

/// <summary>Writes the serialization code for the types of a service.</summary>
internal static class CodecEmitter
{
    private const string Json = "global::System.Text.Json";
    private const string Help = "global::Scalewright.Agents.Services.ServiceJson";

    public static void Write(SourceWriter writer, ServiceModel service)
    {
        for (int i = 0; i < service.Codecs.Count; i++)
        {
            CodecModel codec = service.Codecs[i];
            writer.Open($"private static void Write{i}({Json}.Utf8JsonWriter writer, {codec.Type} value)");
            WriteBody(writer, codec);
            writer.Close();
            writer.Line();
            writer.Open($"private static {codec.Type} Read{i}(ref {Json}.Utf8JsonReader reader)");
            ReadBody(writer, codec);
            writer.Close();
            writer.Line();
        }
    }

    public static void WriteMembers(SourceWriter writer, EquatableArray<CodecMember> members)
    {
        writer.Line("writer.WriteStartObject();");
        foreach (CodecMember member in members)
        {
            writer.Line($"writer.WritePropertyName({Naming.Literal(member.Name)}u8);");
            writer.Line($"Write{member.Codec}(writer, value.{member.Property});");
        }

        writer.Line("writer.WriteEndObject();");
    }

    /// <summary>Reads an object. Skips unknown members.</summary>
    public static void ReadMembers(SourceWriter writer, EquatableArray<CodecMember> members, string construct)
    {
        writer.Line($"{Help}.Expect(ref reader, {Json}.JsonTokenType.StartObject);");
        for (int i = 0; i < members.Count; i++)
        {
            writer.Line($"{members[i].Type} m{i} = default!;");
            if (!members[i].CanMiss)
            {
                writer.Line($"bool has{i} = false;");
            }
        }

        writer.Open($"while (reader.Read() && reader.TokenType == {Json}.JsonTokenType.PropertyName)");
        for (int i = 0; i < members.Count; i++)
        {
            writer.Open($"if (reader.ValueTextEquals({Naming.Literal(members[i].Name)}u8))");
            writer.Line("reader.Read();");
            writer.Line($"m{i} = Read{members[i].Codec}(ref reader);");
            if (!members[i].CanMiss)
            {
                writer.Line($"has{i} = true;");
            }

            writer.Line("continue;");
            writer.Close();
            writer.Line();
        }

        writer.Line("reader.Skip();");
        writer.Close();
        writer.Line();
        for (int i = 0; i < members.Count; i++)
        {
            if (!members[i].CanMiss)
            {
                writer.Open($"if (!has{i})");
                writer.Line($"throw {Help}.CreateMissingPropertyException({Naming.Literal(members[i].Name)});");
                writer.Close();
                writer.Line();
            }
        }

        string[] set =
        [
            .. members
                .Select(static (member, i) => (member, i))
                .Where(static setter => setter.member.Argument.Length == 0)
                .Select(static setter => $"{setter.member.Property} = m{setter.i}"),
        ];
        writer.Line($"return {construct}{(set.Length == 0 ? "" : $" {{ {string.Join(", ", set)} }}")};");
    }

    private static void WriteBody(SourceWriter writer, CodecModel codec)
    {
        switch (codec.Kind)
        {
            case CodecKind.Plain:
                writer.Line(codec.Write + ";");
                break;
            case CodecKind.OrNull:
                writer.Open("if (value is null)");
                writer.Line("writer.WriteNullValue();");
                writer.Line("return;");
                writer.Close();
                writer.Line();
                writer.Line($"Write{codec.Item}(writer, value{(codec.IsStruct ? ".GetValueOrDefault()" : "")});");
                break;
            case CodecKind.List:
                writer.Line("writer.WriteStartArray();");
                writer.Open($"foreach ({codec.ItemType} item in value)");
                writer.Line($"Write{codec.Item}(writer, item);");
                writer.Close();
                writer.Line();
                writer.Line("writer.WriteEndArray();");
                break;
            case CodecKind.Map:
                writer.Line("writer.WriteStartObject();");
                writer.Open($"foreach (global::System.Collections.Generic.KeyValuePair<string, {codec.ItemType}> entry in value)");
                writer.Line("writer.WritePropertyName(entry.Key);");
                writer.Line($"Write{codec.Item}(writer, entry.Value);");
                writer.Close();
                writer.Line();
                writer.Line("writer.WriteEndObject();");
                break;
            default:
                WriteMembers(writer, codec.Members);
                break;
        }
    }

    private static void ReadBody(SourceWriter writer, CodecModel codec)
    {
        switch (codec.Kind)
        {
            case CodecKind.Plain:
                writer.Line($"return {codec.Read};");
                break;
            case CodecKind.OrNull:
                writer.Line($"return reader.TokenType == {Json}.JsonTokenType.Null ? null : Read{codec.Item}(ref reader);");
                break;
            case CodecKind.List:
                writer.Line($"{Help}.Expect(ref reader, {Json}.JsonTokenType.StartArray);");
                writer.Line($"global::System.Collections.Generic.List<{codec.ItemType}> items = [];");
                writer.Open($"while (reader.Read() && reader.TokenType != {Json}.JsonTokenType.EndArray)");
                writer.Line($"items.Add(Read{codec.Item}(ref reader));");
                writer.Close();
                writer.Line();
                writer.Line("return [.. items];");
                break;
            case CodecKind.Map:
                ReadMap(writer, codec);
                break;
            default:
                IEnumerable<string> arguments = codec
                    .Members.Select(static (member, i) => (member, i))
                    .Where(static argument => argument.member.Argument.Length > 0)
                    .Select(static argument => $"{argument.member.Argument}: m{argument.i}");
                ReadMembers(writer, codec.Members, $"new {codec.Type}({string.Join(", ", arguments)})");
                break;
        }
    }

    private static void ReadMap(SourceWriter writer, CodecModel codec)
    {
        writer.Line($"{Help}.Expect(ref reader, {Json}.JsonTokenType.StartObject);");
        writer.Line(
            $"global::System.Collections.Generic.Dictionary<string, {codec.ItemType}> entries = "
                + "new(global::System.StringComparer.Ordinal);"
        );
        writer.Open($"while (reader.Read() && reader.TokenType == {Json}.JsonTokenType.PropertyName)");
        writer.Line("string key = reader.GetString()!;");
        writer.Line("reader.Read();");
        writer.Open($"if (!entries.TryAdd(key, Read{codec.Item}(ref reader)))");
        writer.Line($"throw new {Json}.JsonException($\"'{{key}}' stands twice\");");
        writer.Close();
        writer.Close();
        writer.Line();
        writer.Line($"return {codec.Read};");
    }
}
