package baseline

import (
	"os"

	"github.com/gofiber/fiber/v2"
)

// serveConstant answers everything with the content of a file, from memory: the least that a Fiber site can do.
func serveConstant(addr, file string) error {
	body, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Get("*", func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		c.Response().SetBodyRaw(body)
		return nil
	})
	return app.Listen(addr)
}
