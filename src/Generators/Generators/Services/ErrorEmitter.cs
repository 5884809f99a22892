namespace Scalewright.Generators.Services;

/// <summary>Writes how exceptions of a service go to its callers.</summary>
internal static class ErrorEmitter
{
    private const string Space = "global::Scalewright.Agents.Services";

    /// <summary>What the node tells of them.</summary>
    public static void WriteDescription(SourceWriter writer, ServiceModel service)
    {
        if (service.Errors.Count == 0)
        {
            return;
        }

        writer.Open("private static string? DescribeError(global::System.Exception failure)");
        for (int i = 0; i < service.Errors.Count; i++)
        {
            writer.Open($"if (failure is {service.Errors[i].Type} error{i} && failure.GetType() == typeof({service.Errors[i].Type}))");
            writer.Line($"return {Space}.ServiceJson.WriteDetail<{service.Errors[i].Type}>(error{i}, WriteError{i});");
            writer.Close();
            writer.Line();
        }

        writer.Line("return null;");
        writer.Close();
        writer.Line();
        for (int i = 0; i < service.Errors.Count; i++)
        {
            writer.Open($"private static void WriteError{i}(global::System.Text.Json.Utf8JsonWriter writer, {service.Errors[i].Type} value)");
            CodecEmitter.WriteMembers(writer, service.Errors[i].Members);
            writer.Close();
            writer.Line();
        }
    }

    /// <summary>What the caller makes of that.</summary>
    public static void WriteRestoring(SourceWriter writer, ServiceModel service)
    {
        if (service.Errors.Count == 0)
        {
            return;
        }

        writer.Line();
        writer.Open("protected override global::System.Exception? Restore(global::Scalewright.Agents.AgentException failure) => failure.Remote!.Kind switch");
        for (int i = 0; i < service.Errors.Count; i++)
        {
            writer.Line($"{Naming.Literal(service.Errors[i].Kind)} => ReadDetail<{service.Errors[i].Type}>(failure, (ref global::System.Text.Json.Utf8JsonReader reader) => ReadError{i}(ref reader, failure)),");
        }

        writer.Line("_ => null,");
        writer.Close(";");
        for (int i = 0; i < service.Errors.Count; i++)
        {
            writer.Line();
            writer.Open($"private static {service.Errors[i].Type} ReadError{i}(ref global::System.Text.Json.Utf8JsonReader reader, global::Scalewright.Agents.AgentException failure)");
            CodecEmitter.ReadMembers(writer, service.Errors[i].Members, $"new {service.Errors[i].Type}(failure.Remote!.Message, failure)");
            writer.Close();
        }
    }
}
